"""What a password must not be, in words of our own."""

from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.utils.translation import gettext as _


class NotLikeTheAddress(UserAttributeSimilarityValidator):
    """Refuses a password that is like the address its owner logs in with."""

    def __init__(self):
        super().__init__(user_attributes=("email",))

    def get_error_message(self):
        return _("La contrasenya s’assembla massa a l’adreça electrònica.")
