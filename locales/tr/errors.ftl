### Neden olmadı, yerine ne yapılabilir: programın her hatası için bir cümle.

error-amount-unreadable = Bu tutarı okuyamadım. Şöyle yaz: 24,90 ya da 1.250,00.
error-amount-too-large = Bu, alabildiğim en büyük satıştan fazla: { $largest_sale }. Tutarı bir daha kontrol et.
error-points-unreadable = Puan, 1 ile { $largest } arasında tam sayıdır. Şöyle yaz: 120.
error-name-unusable = 1 ile { $longest } karakter arasında bir ad gerekiyor. Bir daha dene.
error-name-taken = “{ $name }” zaten var. Başka bir ad seç.
error-not-enough-points = Bunun için { $needed } puan gerekiyor, şu an { $spendable } var. Birkaç ziyaret daha, tamam.
error-in-debt = Geri alınan bir alışverişten { $debt } puan borç var. Kazanılacak ilk puanlar ona sayılır.
error-not-a-member = Henüz katılmadın. Tek dokunuş yeter.
error-not-allowed = Bunu burada yapamazsın. Yapabilmen gerekiyorsa dükkânın sahibine sor.
error-own-membership = Bunu kendin için yapamazsın. Bir iş arkadaşından iste.
error-no-merchant-chosen = Birden çok dükkânda çalışıyorsun. Şimdi hangisi?
error-merchant-suspended = Bu dükkân şu an programda değil. Başka bir gün yeniden dene.
error-ceiling-reached = { $merchant } şimdilik verebileceği kadar puan verdi: { $ceiling }. Hiçbir şey kaydedilmedi. Programın işletmecisine sor.
error-code-unknown = Bu kod geçmiyor. Kodlar iki dakika yaşar: /card ile yenisini iste.
error-too-many-tries = Çok fazla yanlış kod. { $seconds } saniye bekle, sonra yeniden dene.
error-link-unknown = Bu kod bizim değil ya da yenisi çıkmış. Yeni bir tane iste.
error-link-expired = Bu kodun süresi dolmuş. Yeni bir tane iste.
error-already-used = Bu zaten kullanıldı: { $at }.
error-already-ended = Bu iş bitmiş: iptal edilmiş, yanıtlanmış ya da geri alınmış. Hiçbir şey değişmedi.
error-too-late = Bunun için geç: yalnızca iki dakika içinde geri alınabilir. Yöneticiye sor.
error-receipt-taken = { $receipt } numaralı fiş zaten kayıtlı, tutarı { $amount }. Numarayı kontrol et.
error-receipt-unusable = Fiş numarası en çok { $longest } karakter olabilir. Biraz kısalt.
error-reward-gone = Bu ödül artık yok. Olanlar için: /rewards
error-staff-gone = Bu kişi artık burada çalışmıyor.
error-already-staff = Burada zaten çalışıyorsun. Başlamak için /desk gönder.
error-step-gone = Bu soru kapandı. Neler yapabileceğini görmek için /help gönder.
