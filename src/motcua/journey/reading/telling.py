"""What an applicant is told of their dossiers and where; what the desk sees of it (DN15-3.3, TN19-12.8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.accounts.models import Account
from motcua.dossiers.models import Dossier, Party
from motcua.journey.contacts import holder_of
from motcua.notifications.contacts import holder_of_account
from motcua.notifications.selectors import Standing, standing_of


@dataclass(frozen=True)
class Reader:
    """Whose notices a page is about: by account, or by a dossier whose secret was proven."""

    holder: str
    account_id: UUID | None
    email: str
    phone: str

    def standing(self, at: datetime) -> Standing:
        """What they are told and where."""
        return standing_of(
            self.holder,
            email=self.email,
            phone=self.phone,
            has_inbox=self.account_id is not None,
            at=at,
        )


def reader_of_account(account_id: UUID) -> Reader:
    """The holder of an account."""
    account = Account.objects.only("email", "phone").get(pk=account_id)
    return Reader(holder_of_account(account_id), account_id, account.email, account.phone)


def reader_of_dossier(dossier: Dossier) -> Reader:
    """The applicant of a dossier; who filed it while signed in is told by the account."""
    applicant = Party.objects.get(dossier=dossier, role=Party.Role.APPLICANT)
    return Reader(holder_of(dossier, applicant), dossier.account_id, applicant.email, applicant.phone)
