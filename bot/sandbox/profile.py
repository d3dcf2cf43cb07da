"""What a bot tells about itself: name, descriptions, commands, menu button."""

from dataclasses import dataclass, field

from bot.sandbox.model import Json

_DEFAULT_SCOPE = ("default",)


@dataclass(kw_only=True, slots=True)
class Profile:
    """Texts are kept by language; the empty language is for everybody else."""

    name: str
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    commands: dict[tuple[tuple[object, ...], str], list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)

    def text(self, kind: str, language: str) -> str:
        """The name, description or short description that people of that language see."""
        default = self.name if kind == "name" else ""
        return self.texts.get((kind, language)) or self.texts.get((kind, "")) or default

    def commands_for(self, chat_id: int, language: str) -> list[Json]:
        """What the app of a person shows in their private chat: the narrowest scope that has any.

        Within a scope the person's language counts first, then none.
        """
        for scope in (("chat", chat_id), ("all_private_chats",), _DEFAULT_SCOPE):
            for wanted in (language, ""):
                commands = self.commands.get((scope, wanted))
                if commands:
                    return commands
        return []
