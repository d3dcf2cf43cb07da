"""What is kept, and how to be forgotten."""

from bot.actions.forget import Loss
from bot.chat.screens.screen import Document, Screen, labelled
from bot.texts import Speaker


def privacy(speaker: Speaker) -> Screen:
    """What is kept and why, a copy of it, and the way out."""
    return Screen(
        text=speaker.say("privacy"),
        rows=(
            (labelled(speaker, "my-data", "my-data"),),
            (labelled(speaker, "forget", "forget"),),
        ),
    )


def my_data(speaker: Speaker, content: bytes) -> Screen:
    """The file with everything in it."""
    return Screen(text=speaker.say("my-data"), document=Document(name="kumbara-my-data.json", content=content))


def forget_question(speaker: Speaker, loss: Loss) -> Screen:
    """What is lost, what stays, Confirm."""
    lines = [speaker.say("forget-question")]
    if loss.points:
        lines.append(speaker.say("forget-points", points=loss.points))
    if loss.pending:
        lines.append(speaker.say("forget-pending", points=loss.pending))
    if loss.vouchers:
        lines.append(speaker.say("forget-vouchers", vouchers=loss.vouchers))
    if loss.debt:
        lines.append(speaker.say("forget-debt", points=loss.debt))
    lines += _work(speaker, loss)
    return Screen(
        text="\n".join(lines),
        rows=((labelled(speaker, "forget-confirm", "forget-now"),), (labelled(speaker, "stay", "privacy"),)),
    )


def forgotten(speaker: Speaker, loss: Loss) -> Screen:
    """The last message."""
    return Screen(text="\n".join([speaker.say("forgotten"), *_work(speaker, loss)]))


def _work(speaker: Speaker, loss: Loss) -> list[str]:
    """Staff are not forgotten as staff: the shop must know who books."""
    if not loss.shops:
        return []
    return [speaker.say("forget-shops", shops=", ".join(loss.shops))]
