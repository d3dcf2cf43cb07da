### Uzun süredir gelmeyen üyeleri geri çağırma: işletmenin seçimi ve teklif.

win-back = 👋 <b>{ $merchant }</b>: geri çağır
win-back-what = Bir süredir burada alışveriş yapmayan ve teklif isteyen üyelere sabahleyin bir mesaj yazarım, yılın her çeyreğinde en çok bir kez: kaç puanları var ve burada ne alır. Açtığında bundan daha uzun süredir gelmemiş olanlara yazmam.
win-back-is-off = Şu an kapalı.
win-back-is-on = Şu an son alışverişten { $days } gün sonra yazıyorum.

notice-win-back-enough = 👋 Görüşmeyeli çok oldu. Elinde <b>{ $points } puan</b> var: { $reward } ödülüne yeter ({ $merchant }).
notice-win-back-nearly = 👋 Görüşmeyeli çok oldu. Elinde <b>{ $points } puan</b> var, { $reward } için { $count } puan kaldı ({ $merchant }).
notice-win-back-begin = 👋 Görüşmeyeli çok oldu. <b>{ $points } puana</b> { $reward } senin olur ({ $merchant }). Her alışveriş seni yaklaştırır.
notice-win-back-points = 👋 Görüşmeyeli çok oldu ({ $merchant }). Elinde <b>{ $points } puan</b> var.

button-desk-win-back = 👋 Geri çağır
button-win-back-days = { $days } gün
button-win-back-off = Kapalı
