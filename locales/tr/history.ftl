### Puanların her hareketi: ne kadar ve neden.

history = <b>📜 Puan hareketlerin, en yenisi üstte</b>
history-empty = Burada henüz bir şey yok. Kasada kartını göster, ilk puanların burada görünsün.
history-line = <b>{ $change }</b> · { $reason }
history-pending = ⏳ { $points }
history-held = 🎟 { $points }
history-owed = { $points } borç

history-earn = { $merchant }: { $amount } tutarında alışveriş
history-doubled = iki katı: { $name }
history-added = bunun { $points } puanı: { $name }
history-activate = yoldaki puanlar artık senin
history-hold = kuponun için ayrıldı: { $reward }, { $merchant }
history-confirm = kupon kullanıldı, ayrılan puanlar harcandı: { $reward }, { $merchant }
history-cancel = kupon iptal edildi, puanları geri geldi: { $reward }
history-lapse = kuponun süresi doldu, puanları geri geldi: { $reward }
history-redeem = ödül alındı: { $reward }, { $merchant }
history-expire = süresi dolan puanlar
history-referral-friend = yolda: bir arkadaşının davetiyle geldin
history-referral-referrer = yolda: davet ettiğin arkadaşın ilk alışverişini yaptı
history-reverse-purchase = alışveriş geri alındı: { $merchant }
history-reverse-redemption = ödül geri çevrildi, puanları geri geldi: { $reward }, { $merchant }
history-reverse-instead = davet edenin bonusundan harcadığı; onu getiren alışverişle birlikte geri alındı
history-reverse-referral = ödül puanı, onu getiren alışverişle birlikte geri alındı
history-refund = iade: { $merchant }, { $amount }
history-repay = borcuna sayıldı
history-forgive = borcun silindi
history-reverse-joined = davet puanı geri alındı: iki hesap aynı kişininmiş
history-transfer = bununla birleştirilen diğer hesabından geldi
history-adjust = öncekinden devredildi

button-older = ▶️ Daha eski
button-newer = ◀️ Daha yeni
