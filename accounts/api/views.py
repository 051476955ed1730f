"""`/api/auth/`: thin views over the services of the room. No answer of theirs is kept by anybody: not by a cache (the
middleware sees to that), and not for an Idempotency-Key."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import services
from accounts.api import examples
from accounts.api.serializers import (
    AcknowledgedSerializer,
    EmailConfirmBody,
    PasswordResetBody,
    PasswordResetConfirmBody,
    ProfileBody,
    RefreshBody,
    RegisterBody,
    TokenBody,
    TokensSerializer,
    UserSerializer,
)
from core.api.addresses import client_address
from core.api.schema import PROBLEM, answer_example, problem, request_example
from core.api.serializers import validated
from core.api.views import ApiView, PublicView

REFRESH_REFUSED = {(401, PROBLEM): problem(401, code="refresh-token-invalid", title="This token is no longer good")}

RESET_TAKEN = {"detail": "If there is an account with this address, a link to choose a new password is on its way."}
RESEND_TAKEN = {"detail": "If the address is not confirmed yet, a new link is on its way."}
LINK_REFUSED = {(410, PROBLEM): problem(410, code="account-link-invalid", title="This link is no longer good")}


class RegisterView(PublicView):
    """Make an account."""

    @extend_schema(
        operation_id="auth_register",
        tags=["Auth"],
        request=RegisterBody,
        responses={201: UserSerializer},
        examples=[request_example(examples.REGISTER), answer_example(examples.USER, 201)],
    )
    def post(self, request: Request) -> Response:
        asked = validated(RegisterBody, request)
        user = services.user_register(
            email=asked["email"],
            password=asked["password"],
            full_name=asked["fullName"],
            accepted_terms=asked["acceptedTerms"],
        )
        return Response(UserSerializer(user).data, status=201)


class TokenView(PublicView):
    """Log in. Five wrong passwords lock the account for the caller's address for a while."""

    @extend_schema(
        operation_id="auth_token",
        tags=["Auth"],
        request=TokenBody,
        responses={
            200: TokensSerializer,
            (401, PROBLEM): problem(401, code="invalid-credentials", title="The address or the password is not right"),
            (429, PROBLEM): problem(429, code="account-locked", title="Too many failed log-ins"),
        },
        examples=[request_example(examples.LOGIN), answer_example(examples.TOKENS)],
    )
    def post(self, request: Request) -> Response:
        asked = validated(TokenBody, request)
        pair = services.tokens_issue(request=request._request, email=asked["email"], password=asked["password"])
        return _tokens(pair)


class RefreshView(PublicView):
    """A new pair for a refresh token. The old one is dead; using it again ends the whole family of tokens. Only within
    seconds, for two tabs that refresh at one moment, it brings the same new refresh token once more."""

    @extend_schema(
        operation_id="auth_token_refresh",
        tags=["Auth"],
        request=RefreshBody,
        responses={200: TokensSerializer, **REFRESH_REFUSED},
        examples=[request_example(examples.REFRESH), answer_example(examples.TOKENS)],
    )
    def post(self, request: Request) -> Response:
        return _tokens(services.tokens_rotate(refresh=validated(RefreshBody, request)["refresh"]))


class LogoutView(PublicView):
    """Log out: the refresh token and all its kin are dead. Doing it twice is no error."""

    @extend_schema(
        operation_id="auth_logout",
        tags=["Auth"],
        request=RefreshBody,
        responses={204: None, **REFRESH_REFUSED},
        examples=[request_example(examples.REFRESH)],
    )
    def post(self, request: Request) -> Response:
        services.tokens_revoke(refresh=validated(RefreshBody, request)["refresh"])
        return Response(status=204)


class PasswordResetView(PublicView):
    """Ask for a link to choose a new password. The answer is the same whether there is such an account."""

    @extend_schema(
        operation_id="auth_password_reset",
        tags=["Auth"],
        request=PasswordResetBody,
        responses={202: AcknowledgedSerializer},
        examples=[request_example(examples.RESET), answer_example(RESET_TAKEN, 202)],
    )
    def post(self, request: Request) -> Response:
        email = validated(PasswordResetBody, request)["email"]
        services.password_reset_ask(email=email, address=client_address(request._request))
        return Response(RESET_TAKEN, status=202)


class PasswordResetConfirmView(PublicView):
    """Choose a new password with the token of the mailed link. All log-ins of before are ended."""

    @extend_schema(
        operation_id="auth_password_reset_confirm",
        tags=["Auth"],
        request=PasswordResetConfirmBody,
        responses={204: None, **LINK_REFUSED},
        examples=[request_example(examples.RESET_CONFIRM)],
    )
    def post(self, request: Request) -> Response:
        asked = validated(PasswordResetConfirmBody, request)
        services.password_reset_confirm(token=asked["token"], password=asked["newPassword"])
        return Response(status=204)


class EmailConfirmView(PublicView):
    """Confirm the address of an account with the token of the mailed link."""

    @extend_schema(
        operation_id="auth_email_confirm",
        tags=["Auth"],
        request=EmailConfirmBody,
        responses={204: None, **LINK_REFUSED},
        examples=[request_example(examples.CONFIRM)],
    )
    def post(self, request: Request) -> Response:
        services.email_confirm(token=validated(EmailConfirmBody, request)["token"])
        return Response(status=204)


class EmailConfirmResendView(ApiView):
    """Mail the link that confirms the own address once more; the one before it is no longer good."""

    idempotent = False

    @extend_schema(
        operation_id="auth_email_confirm_resend",
        tags=["Auth"],
        request=None,
        responses={202: AcknowledgedSerializer},
        examples=[answer_example(RESEND_TAKEN, 202)],
    )
    def post(self, request: Request) -> Response:
        services.email_confirmation_ask(actor=request.user)
        return Response(RESEND_TAKEN, status=202)


class MeView(ApiView):
    """The own account."""

    @extend_schema(
        operation_id="auth_me",
        tags=["Auth"],
        responses={200: UserSerializer},
        examples=[answer_example(examples.USER)],
    )
    def get(self, request: Request) -> Response:
        return Response(UserSerializer(request.user).data)

    @extend_schema(
        operation_id="auth_me_update",
        tags=["Auth"],
        request=ProfileBody,
        responses={200: UserSerializer},
        examples=[
            request_example({"fullName": "Liwayway R. dela Cruz", "locale": "fil"}),
            answer_example({**examples.USER, "fullName": "Liwayway R. dela Cruz", "locale": "fil"}),
        ],
    )
    def patch(self, request: Request) -> Response:
        user = services.user_update_own(actor=request.user, changes=validated(ProfileBody, request))
        return Response(UserSerializer(user).data)


def _tokens(pair: services.TokenPair) -> Response:
    return Response(TokensSerializer(pair).data)
