"""The committed list of addresses is the one that is served, so that one which moves or departs is noticed."""

from tests.docs.routes import PAGE, page


def test_the_list_of_addresses_is_the_one_that_is_served():
    assert PAGE.read_text() == page(), "Run `make fix`: it writes docs/routes.md. A departed address needs a redirect."
