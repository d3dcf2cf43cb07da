### Dükkânın menüsü, dükkân seçmek ve açmak.

desk = 🏪 <b>{ $merchant }</b> · buradaki görevin: { $role }.
desk-line =
    Kasada tutarı ve müşterinin kodunu yaz: <code>24,90 4821</code>
    Yalnızca kod, <code>4821</code>, kim olduğunu ve neler alabileceğini gösterir.
desk-reads-only = Burada bakabilirsin, ama işlem yapamazsın.
desk-no-merchant = Bu programı sen yürütüyorsun. İlk dükkânı aç, sahibi sen ol.
desk-choose = Şimdi hangi dükkân için çalışıyorsun?
desk-ask-name = Dükkânın adı ne?
desk-merchant-added = 🏪 <b>{ $merchant }</b> açıldı, sahibi sensin. Bir ödül ekle, afişi bastır, çalışanlarını davet et.
budget = 🪙 <b>{ $merchant }</b>: küçük ödüllerin aylık bütçesi
budget-left = Ayda { $budget } puan, bu ay bunun { $left } puanı kaldı.
budget-unbound = Bütçe yok: küçük ödüller istendiği kadar alınabilir.
budget-cheap = Küçük ödüller en çok { $points } puan olanlardır. Bütçe bitince gelecek ay yine alınabilirler, sana haber veririm.
budget-none-cheap = Programda kaç puana kadar bir ödülün küçük sayıldığı henüz yok, yani hiçbir ödül bütçeden düşmüyor.
budget-ask = Değiştirmek için aylık puanı yaz, örneğin <code>500</code>

button-desk-sale = 🧾 Yeni satış
button-desk-till = 🔢 Müşteri kodu
button-desk-catalogue = 🎁 Ödüller
button-desk-issue = 🎫 Kod ver
button-desk-poster = 🖼 Afiş
button-desk-campaigns = 🎉 Kampanyalar
button-desk-staff = 👥 Çalışanlar
button-desk-budget = 🪙 Bütçe
button-budget-unbound = ✖️ Bütçe olmasın
button-desk-programme = 📐 Program
button-desk-merchants = 🔀 Dükkân değiştir
button-desk-newmerchant = ➕ Yeni dükkân
button-desk-addreward = ➕ Yeni ödül
button-page-before = ◀️ Geri
button-page-after = ▶️ Devamı
