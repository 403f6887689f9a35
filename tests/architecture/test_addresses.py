"""Which pages are public the manifests say, not an accident; every other page asks for a sign-in."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from motcua.kernel.manifests import PublicPage, offered


def patterns(resolver=None, prefix=""):
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, f"{one.namespace}:" if one.namespace else prefix)
        elif isinstance(one, URLPattern):
            yield f"{prefix}{one.name}", one.callback


def converters(resolver=None, prefix=""):
    """The name of every address with the names of what it is called with."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from converters(one, f"{one.namespace}:" if one.namespace else prefix)
        else:
            yield f"{prefix}{one.name}", list(one.pattern.regex.groupindex)


def test_public_pages_are_those_of_the_manifests():
    # Django's sign-in middleware lets through what is marked; the mark is an attribute of the view.
    public = {name for name, view in patterns() if not getattr(view, "login_required", True)}
    assert public == set(offered(PublicPage))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/ho-so/", "/tai-khoan/", "/lam-viec/", "/lam-viec/ho-so/", "/nop-ho-so/1.001193/"]
)
def test_other_pages_send_a_stranger_to_the_sign_in(client, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/dang-nhap/")
