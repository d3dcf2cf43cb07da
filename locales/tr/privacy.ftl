### Ne neden tutuluyor, bir kopyası ve unutulmak.

privacy = <b>🔒 Neyi neden tutuyorum</b>
    • Telegram kimliğin, adın ve dilin: seni tanımak ve seninle konuşmak için.
    • Puanların, alışverişlerin ve kuponların: bunlar senin hesabın.
    • /settings içindeki seçimlerin; doğum günün ise yalnızca söylersen.
    • Hangi arkadaşının bağlantısıyla geldiğin, sayı olarak: ödül puanı için.

    Dükkânlar kısaltılmış bir ad görür, örneğin Ay••• K.; Telegram kimliğini asla. Mesajlar yanıtlanınca silinir. Hiçbir şey satılmaz, kimseye verilmez.
    Unutulursan puan geçmişin adın olmadan kalır; kimse iki kez yeni üye olmasın diye geriye şifreli tek bir iz kalır.
my-data = Hakkında tuttuğum her şey burada.
forget-question = <b>Seni unutayım mı?</b>
    Adını, Telegram kimliğini ve ayarlarını silerim. Bunun geri dönüşü yok.
forget-points = • { $points } puanını kaybedersin.
forget-pending = • Yoldaki { $points } puan da gider.
forget-vouchers = • { $vouchers } kupon iptal edilir.
forget-debt = • { $points } puan borcun var; yeniden katılırsan yine borcun olur.
forget-shops = • { $shops } için çalışmaya devam ediyorsun: sahibi seni çıkarana kadar adın orada kalır.
forgotten = Tamam, seni unuttum. Bir gün dönmek istersen /start gönder. Kendine iyi bak! 👋

button-my-data = 📄 Verilerim
button-forget = 🗑 Beni unut
button-forget-confirm = 🗑 Onayla
button-stay = ◀️ Hayır, kalayım
