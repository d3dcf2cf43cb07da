### Bir alışverişin tümünü ya da bir kısmını iade almak.

refund-start = ↩️ Hangi alışveriş? Son satışlardan birini seç ya da fiş numarasını yaz; yalnızca bir kısmı içinse ardına tutarı ekle: <code>R-17 5,00</code>
refund-start-none = ↩️ Hangi alışveriş? Fiş numarasını yaz; yalnızca bir kısmı içinse ardına tutarı ekle: <code>R-17 5,00</code>
refund-which = ↩️ Birden çok alışveriş olabilir. Hangisi?
refund-sale = Fiş { $receipt }, { $date }, { $who }: { $amount }, kalan { $left }.
refund-nobody = puanı henüz alınmadı
refund-instead-of-undo = Geri almak için geç, ama iade edilebilir.
refund-ask-part = Ne kadarı? En çok { $left }. Şöyle yaz: <code>5,00</code>
refund-confirm = ↩️ <b>{ $amount }</b> iade edilsin mi?
refund-done = ↩️ İade edildi: <b>{ $amount }</b>.
refund-takes = { $points ->
        [0] Onunla puan gitmiyor.
       *[other] Onunla <b>{ $points } puan</b> gidiyor.
    }
refund-takes-lost = Bunların { $points } puanının süresi zaten dolmuştu, onlar için başka puan alınmaz.
refund-takes-vouchers = { $vouchers ->
        [one] Puanların bir kısmını tutan kupon iptal olur: { $rewards }.
       *[other] Puanların bir kısmını tutan { $vouchers } kupon iptal olur: { $rewards }.
    }
refund-takes-debt = Bunların { $points } puanı harcanmış: borç yazılır, kazanılacak ilk puanlar ona sayılır.
refund-takes-nothing-yet = Puanını henüz kimse almadı, geri alınacak puan yok.

button-desk-refund = ↩️ İade
button-refund-sale = { $amount } · { $receipt } · { $date } · { $who }
button-refund-all = Tümü: { $amount }
button-refund-part = Bir kısmı
button-refund-confirm = ✅ Onayla
button-refund-back = ◀️ Geri
button-refund-more = ↩️ Bir iade daha
