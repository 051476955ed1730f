"""The public page of the built-in provider: who was mailed a link enters the code, reads the paper, and signs it or
declines. It works without JavaScript, except for drawing, and asks nobody else for anything.

Opening the link changes nothing, since mail scanners open every link. What changes something needs the token, 256 bits
that stand in the address and are known to the signer and to staff, and all but the mailing of a code needs the pass
besides: a cookie of this link alone, HttpOnly and SameSite=Strict, which the code of the mail gives. Another site knows
no token, and a request that it starts brings no pass; so there is nothing that it could make a signer's browser do, and
no CSRF token is needed (a browser told `no-referrer` sends `Origin: null` besides).

Start reading at `signing`.
"""

from esign.pages.files import file_page, picture_page
from esign.pages.signing import sign_page

__all__ = ["file_page", "picture_page", "sign_page"]
