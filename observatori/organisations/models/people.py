"""People who log in."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatori.formats.characters import refuse_controls_of


class Role(models.TextChoices):
    MEMBER = "member", _("membre d’una entitat")
    CURATOR = "curator", _("equip de l’Observatori")
    ADMINISTRATOR = "administrator", _("administració")


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """Create a person who logs in with ``email``; without a password nobody can log in."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, role=Role.ADMINISTRATOR, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person who logs in with an e-mail address. What she may do comes from role and memberships."""

    email = models.EmailField(_("adreça electrònica"), unique=True)
    name = models.CharField(_("nom"), max_length=150, blank=True)
    role = models.CharField(max_length=15, choices=Role, default=Role.MEMBER)
    language = models.CharField(max_length=2, default="ca")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("Ja hi ha un compte amb aquesta adreça."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="user_role_known",
                violation_error_message=_("Aquest valor no és dels que hi pot haver."),
            ),
        ]

    def __str__(self):
        return self.name or self.email

    def clean(self):
        super().clean()
        refuse_controls_of(self)

    @property
    def is_curator(self):
        return self.role in {Role.CURATOR, Role.ADMINISTRATOR}
