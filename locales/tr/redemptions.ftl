### Bir dükkânda alınan ödüller ve geri çevrilmeleri.

redemptions = <b>🎟 Burada alınan ödüller, en yenisi üstte</b>
redemptions-none = 🎟 Burada henüz ödül alınmadı.
redemption-line = <b>{ $reward }</b>, { $points } puan · { $who } · { $at }
redemption-line-reversed = <s>{ $reward }</s>, { $points } puan · { $who } · { $at } · geri çevrildi
redemption-ask = Bu geri çevrilsin mi? Puanlar üyeye döner, ödül yeniden alınabilir.
redemption-reversed = ↩️ Geri çevrildi: <b>{ $reward }</b>. { $who } { $points } puanını geri aldı.
redemption-saved = Bunların { $points } puanının süresi dolmuştu, { $at } zamanına kadar geçerliler.
redemption-lost = Bunların { $points } puanının süresi ikinci kez dolmuştu, hemen silinirler.

button-desk-redemptions = 🎟 Alınan ödüller
button-redemption = { $reward } · { $who }
button-reverse = ↩️ Geri çevir
button-reverse-confirm = ✅ Onayla
