"""The settings, one module a part; each reads its own scope of the environment (`.env.example` lists them all).

Every name may also come as `NAME_FILE`, the path of a file that holds the value, for mounted secrets.
"""

from config.settings.environment import *  # noqa: F403
from config.settings.apps import *  # noqa: F403, I001
from config.settings.web import *  # noqa: F403
from config.settings.database import *  # noqa: F403
from config.settings.cache import *  # noqa: F403
from config.settings.jobs import *  # noqa: F403
from config.settings.storage import *  # noqa: F403
from config.settings.auth import *  # noqa: F403
from config.settings.api import *  # noqa: F403
from config.settings.backends import *  # noqa: F403
from config.settings.ai import *  # noqa: F403
from config.settings.documents import *  # noqa: F403
from config.settings.mail import *  # noqa: F403
from config.settings.esign import *  # noqa: F403
from config.settings.admin import *  # noqa: F403
from config.settings.logs import *  # noqa: F403
from config.settings.production import refuse_unsafe

refuse_unsafe(globals())
