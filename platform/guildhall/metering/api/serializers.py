"""The shapes of requests and answers, for the API's description. Events are read by `guildhall.metering.reading`."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from guildhall.metering.judging import Outcome
from guildhall.metering.units import Unit


class UsageDataSerializer(serializers.Serializer):
    """How much; and of which event it is a correction, if of any."""

    quantity = serializers.IntegerField(
        min_value=-(10**12), max_value=10**12, help_text="Whole; below zero only with `corrects`; never zero."
    )
    corrects = serializers.CharField(
        max_length=200, required=False, help_text="The id of the event, of the same source and partner, it puts right."
    )


class UsageEventSerializer(serializers.Serializer):
    """One usage event, a CloudEvent in JSON."""

    specversion = serializers.ChoiceField(choices=["1.0"])
    id = serializers.CharField(max_length=200, help_text="The source's own name for it, for ever.")
    source = serializers.CharField(max_length=40, help_text="The code of a registered source; one for a whole batch.")
    type = serializers.ChoiceField(choices=[unit.value for unit in Unit], help_text="What was used.")
    time = serializers.DateTimeField(help_text="RFC 3339, with its zone. However late, it counts.")
    subject = serializers.CharField(max_length=150, help_text="What the use was of: a public id, never a name.")
    partner = serializers.CharField(
        max_length=63, required=False, help_text="Who used it, by code: on the base host, and there alone."
    )
    datacontenttype = serializers.ChoiceField(choices=["application/json"], required=False)
    data = UsageDataSerializer()


class ResultSerializer(serializers.Serializer):
    """What became of one event."""

    id = serializers.CharField(allow_null=True)
    result = serializers.ChoiceField(choices=[outcome.value for outcome in Outcome])
    reason = serializers.CharField(required=False, help_text="Why it is rejected.")


class BatchAnswerSerializer(serializers.Serializer):
    """What became of a batch: how many of each, and each event in the order in which it was sent."""

    accepted = serializers.IntegerField()
    duplicate = serializers.IntegerField()
    conflict = serializers.IntegerField()
    rejected = serializers.IntegerField()
    results = ResultSerializer(many=True)


class HeartbeatSerializer(serializers.Serializer):
    """Up to which instant the source has sent everything."""

    complete_until = serializers.DateTimeField(help_text="RFC 3339, with its zone, and not still to come.")


class HeartbeatAnswerSerializer(serializers.Serializer):
    """What stands now: the newest instant the source has said."""

    source = serializers.CharField()
    complete_until = serializers.DateTimeField()
    heard_at = serializers.DateTimeField()


class ProblemSerializer(serializers.Serializer):
    """Why not: a problem document, RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(required=False)
    reasons = serializers.ListField(child=serializers.CharField(), required=False)
    reference = serializers.CharField(required=False)


REFUSALS = {
    (status, "application/problem+json"): OpenApiResponse(ProblemSerializer, words)
    for status, words in {
        400: "The body cannot be read.",
        401: "No token, or none that is good on this host.",
        403: "The token is not good for this, or it came without TLS.",
        404: "No such source, for this token.",
        413: "More than 2 MB.",
        415: "Another media type.",
        422: "It cannot be done; with every reason.",
        429: "Too often in this minute; `Retry-After` says how long to wait.",
    }.items()
}
