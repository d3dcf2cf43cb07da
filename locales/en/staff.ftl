### Who works at a merchant.

staff = 👥 <b>{ $merchant }</b>
staff-line = { $who } · { $role }
staff-line-you = { $who } · { $role } (you)
staff-invite =
    🔑 Let your new colleague scan this, or send them the link. It makes one person { $role } at { $merchant }, works once until { $time }, and I ask you before I let them in.
    { $link }
staff-invite-words = Work with us at { $merchant }: open this link within ten minutes.
staff-asked = 🙋 The owner of { $merchant } is asked to let you in as { $role }. You will hear from me.
staff-let-in = ✅ { $who } is { $role } now.
staff-refused = { $who } was not let in.
staff-remove-question = Remove <b>{ $who }</b>, { $role }? They can do nothing here from that moment.
staff-removed = { $who } does not work here any more.

button-staff-invite-cashier = ➕ Invite cashier
button-staff-invite-manager = ➕ Invite manager
button-staff-invite-auditor = ➕ Invite auditor
button-staff-send = 📤 Send the link
button-staff-remove = ✖️ Remove { $who }
button-staff-remove-now = ✖️ Remove
button-staff-keep = Keep
