### Bir alışveriş kaç puan kazandırırdı, neden.

preview-ask-amount = 🔎 Alışveriş ne kadar olsun? Seç ya da 24,90 gibi yaz.
preview-ask-who = 🔎 { $amount }: kim alsın? /card ekranındaki kasa kodunu yaz ya da seç.
preview-somebody-new = yeni biri
preview-head = 🔎 { $merchant }, { $amount }: <b>{ $points } puan</b> ({ $who }, { $time })
preview-rate = +{ $points } · { $steps } × { $step }, her biri { $rate }
preview-bracket = +{ $points } · { $above } üstünde { $steps } × { $step }, her biri { $rate }
preview-category = +{ $points } · { $name } için { $steps } × { $step }, her biri { $rate }
preview-tier = +{ $points } · { $tier } seviyesi (×{ $rate })
preview-campaign = +{ $points } · { $name }
preview-cut = (sınırı olmasa { $points } puan daha)
preview-missed-hours = – { $name }: bu gün ya da bu saatte geçerli değil
preview-missed-category = – { $name }: başka bir kategori için
preview-missed-minimum = – { $name }: alışveriş küçük kalıyor
preview-missed-tier = – { $name }: daha yüksek bir seviye için
preview-missed-first-purchase = – { $name }: ilk alışveriş için
preview-missed-birthday-month = – { $name }: doğum günü ayı değil
preview-missed-once-a-day = – { $name }: bugün zaten aldı
preview-missed-another-is-better = – { $name }: başka bir kampanya daha çok veriyor
preview-pending = ⏳ { $date } tarihinden sonra harcanabilirdi.
preview-books-nothing = Hiçbir şey kaydedilmedi.

button-preview = 🔎 Önizle
button-preview-new = 👤 Yeni biri
button-preview-again = 🔎 Başka bir tutar
