### Dükkânda kimler çalışıyor.

staff = 👥 <b>{ $merchant }</b>
staff-line = { $who } · { $role }
staff-line-you = { $who } · { $role } (sen)
staff-invite =
    🔑 Yeni çalışma arkadaşın bunu okutsun ya da bağlantıyı ona gönder. { $merchant } için bir kişiye görev verir: { $role }. Bir kez ve saat { $time } olana kadar geçerli, içeri almadan önce sana sorarım.
    { $link }
staff-invite-words = { $merchant } ekibine katıl: bu bağlantıyı on dakika içinde aç.
staff-asked = 🙋 { $merchant } sahibine seni içeri alıp almayacağı soruldu, görevin: { $role }. Sana haber vereceğim.
staff-let-in = ✅ { $who } artık burada çalışıyor, görevi: { $role }.
staff-refused = { $who } içeri alınmadı.
staff-remove-question = <b>{ $who }</b> ({ $role }) çıkarılsın mı? O andan sonra burada hiçbir şey yapamaz.
staff-removed = { $who } artık burada çalışmıyor.

button-staff-invite-cashier = ➕ Kasiyer davet et
button-staff-invite-manager = ➕ Yönetici davet et
button-staff-invite-auditor = ➕ Denetçi davet et
button-staff-send = 📤 Bağlantıyı gönder
button-staff-remove = ✖️ Çıkar: { $who }
button-staff-remove-now = ✖️ Çıkar
button-staff-keep = Kalsın
