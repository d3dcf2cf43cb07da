### Dükkânın sunduğu ödüller.

catalogue = 🎁 <b>{ $merchant }</b> ödülleri:
catalogue-empty = 🎁 <b>{ $merchant }</b> henüz ödül sunmuyor. İlkini ekle: insanlar neye ulaşacaklarını görmeyi sever.
catalogue-line = #{ $number } · { $reward } · { $points } puan
catalogue-ask-name = Ödülün adı ne? Örneğin: Filtre kahve
catalogue-ask-points = <b>{ $reward }</b> kaç puan? Örneğin: 120
catalogue-added = ✅ Ödül #{ $number }: <b>{ $reward }</b>, { $points } puan. Üyeler artık /rewards listesinde görüyor.
catalogue-retired = <b>{ $reward }</b> artık sunulmuyor. İnsanların elindeki kuponlar geçerli kalır.

button-retire = 🗑 Kaldır: { $reward }
