"""A scenario of cost sharing: a file, or its text."""

from __future__ import annotations

from django import forms

from guildhall.charging.scenarios import SERVED_BYTES_MAX
from guildhall.web.forms import Form

SIZE = f"{SERVED_BYTES_MAX // 1000} kB"


class ScenarioForm(Form):
    """One scenario, by either way; a file goes before text."""

    file = forms.FileField(label="A scenario file", required=False, help_text=f"JSON, {SIZE} at most.")
    scenario = forms.CharField(
        label="or its text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "app-code"}),
        help_text="It stays here and is not kept anywhere. The format is in docs/scenarios.md.",
    )

    def clean(self) -> dict[str, object]:
        answers = super().clean() or {}
        file = answers.get("file")
        content = file.read(SERVED_BYTES_MAX + 1) if file else str(answers.get("scenario") or "").encode()
        if not content.strip():
            self.add_error("file", "Choose a scenario file, or paste its text")
        elif len(content) > SERVED_BYTES_MAX:
            self.add_error("file", f"Choose a file of {SIZE} at most; manage.py costshare simulate takes larger ones")
        return {**answers, "content": content}

    def accepted(self) -> bytes:
        return bytes(self.answers()["content"])
