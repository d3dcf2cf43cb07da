"""/help and /cancel"""

from bot.chat.screens import help as screens
from bot.chat.visit import Visit
from loyalty.model import Role
from storage import staff


async def help(visit: Visit) -> None:  # noqa: A001 - the command's own name
    """What this person can do, by who they are at this moment."""
    roles = await visit.read(staff.roles_of, visit.telegram_id)
    works_as = {role.role for role in roles}
    highest = next((role for role in Role if role in works_as), None)
    member = visit.person.member_id is not None
    await visit.show(screens.help(visit.speaker, member=member, role=highest, operator=visit.is_operator))


async def cancel(visit: Visit) -> None:
    """Leaves a half-done step, or says that there was none."""
    left = await visit.leave_step()
    await visit.show(screens.cancelled(visit.speaker, left=left, member=visit.person.member_id is not None))
