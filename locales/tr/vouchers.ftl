### Kuponlar ve kasadan gelen sorular.

voucher =
    <b>🎟 { $reward }</b>
    { $merchant } · { $points } puan ayrıldı

    Saat { $time } olana kadar kasada göster. Sonra süresi dolar, puanlar yine senin olur.
    { $link }
voucher-held = <b>🎟 { $reward }</b>
    { $merchant } · { $points } puan ayrıldı · son saat { $time }
vouchers-none = Şu an kuponun yok. Bir ödül seç, kuponu burada beklesin.
vouchers-codes-too = Bunlar da elindeki kodlar:
vouchers-more = { $count } kupon daha var. Bunlar kullanılınca görünürler.
voucher-cancel-question = Bu puanların bir kısmının süresi dolmuş. { $reward } kuponunu iptal edersen { $points } puanın { $lost } puanını kaybedersin. Kuponu hâlâ kullanabilirsin.
voucher-cancelled = İptal edildi: { $reward }. { $points ->
        [0] Geri gelen puan yok.
       *[other] { $points } puan yine senin.
    }
voucher-cancelled-lost = { $points } puanın süresi dolmuştu, silindi.
use-accepted = ✅ <b>{ $reward }</b> senin, keyfini çıkar! { $merchant } için { $points } puan harcandı.
use-declined = Tamam, <b>{ $reward }</b> bekleyebilir. Puanlarına dokunulmadı.

button-show = 🎟 Göster
button-cancel-voucher = ✖️ İptal et
button-cancel-anyway = Yine de iptal et
button-keep-voucher = Kalsın
