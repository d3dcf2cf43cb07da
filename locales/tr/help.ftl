### Kim ne yapabilir.

help-member =
    <b>Puanların</b>
    /balance ne kadar var · /history nereden geldi
    /card kasada bunu göster
    /rewards puanlarınla güzel bir şey al · /vouchers kullanılmayı bekleyenler
    /invite arkadaşını getir, ikiniz de puan kazanın
    /settings dil, hatırlatmalar, sessiz saatler
help-stranger = Ben sohbetindeki puan kartıyım. <b>Katıl</b>’a dokun, kasada kartını göster, puanlarınla ödül al.
help-desk =
    <b>İşte</b>
    /desk Masa: dükkânın için her şey
help-cashier =
    <code>24,90 4821</code> alışveriş kaydeder: önce tutar, sonra müşterinin gösterdiği kasa kodu
    <code>4821</code> ödül ya da kupon kullandırır
    /sale alışveriş için QR, kim okutursa onun
    Kartı ya da kuponu kameranla okut, gerisini ben bilirim.
help-manager =
    /addreward yeni ödül
    /issue ödül veren kod
    /refund bir alışverişin tümü ya da bir kısmı iade
    /poster tezgâh için afiş
    /doubleday bir gün daha çok puan: <code>/doubleday cumartesi x2</code>
help-owner = /staff burada kim çalışıyor, yeniler için bağlantılar
help-operator =
    <b>Bu programı sen yürütüyorsun</b>
    /newmerchant yeni dükkân
help-anyone =
    /language English ya da Türkçe
    /privacy ne tutuyorum, verilerin, unutulmak
    /cancel yarım kalanı bırak

cancel-done = Tamam, onu bıraktık. Şimdi ne yapalım?
cancel-nothing = Yarım kalan bir şey yok. Her şey yolunda! 🐖
