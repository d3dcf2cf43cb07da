### İnsanların sormadan duydukları.

notice-friend-joined = 👋 Bir arkadaşın senin bağlantınla katıldı. İlk alışverişiyle ikiniz de puan kazanırsınız.
notice-referral-paid = 🎉 Arkadaşın ilk alışverişini yaptı: { $points } puan { $at } tarihinden itibaren senin.
notice-phone-asked = 🎉 İlk alışverişin sana ve seni davet eden arkadaşına bonus getiriyor. Bir tek şey eksik: aşağıdaki düğmeyle kendi telefon numaranı paylaş. Yalnızca izini saklıyorum.
notice-phone-known = Bu telefon numarası zaten puan toplayan birinin, bu yüzden davet bonusu getirmiyor. Geri kalan her şey olduğu gibi.
notice-referral-waits = 🎉 Arkadaşın ilk alışverişini yaptı. Bir günde çok arkadaş geldiği için { $points } puanın { $merchant } bakana kadar bekliyor. Haber veririm.
notice-referral-approved = 🎉 Arkadaş bonusun onaylandı: { $points } puan { $at } tarihinden itibaren senin.
notice-referral-refused = Arkadaş için { $points } puanlık bonus onaylanmadı: bir günde çok fazla arkadaş geldi. Bir yanlışlık varsa dükkâna sor.
notice-referral-taken-back = Arkadaşının sana bonus getiren alışverişi geri alındı; { $points ->
        [0] puanların sende: ondan harcadığın sende kalıyor
       *[other] onunla { $points } puan da geri alındı
    }. Başka bir alışverişi onu yine getirebilir.
notice-referral-taken-back-friend = Arkadaş bonusunu getiren alışveriş geri alındı, onunla { $points } puan da{ $spent ->
        [0] {""}
       *[other] . Seni davet eden arkadaşın kendi payından { $spent } puanı harcamıştı, o da bunun içinde
    }. Başka bir alışveriş bonusu yine getirebilir.
notice-purchase-booked = 🐖 <b>+{ $points } puan</b>: { $merchant }, { $amount }.
notice-purchase-pending = 🐖 <b>+{ $points } puan</b>: { $merchant }, { $amount }. { $at } tarihinden itibaren harcanabilir.
notice-purchase-waits = ⏳ { $merchant }, { $amount }: { $points } puan, yönetici bakana kadar bekliyor. Gelince hemen haber veririm.
notice-purchase-approved = 🐖 { $merchant }, { $amount } tutarındaki alışverişine baktı: <b>+{ $points } puan</b>.
notice-purchase-approved-later = 🐖 { $merchant }, { $amount } tutarındaki alışverişine baktı: <b>{ $points } puan</b> { $at } tarihinden itibaren senin.
notice-purchase-refused = { $merchant }, { $amount } tutarındaki alışverişi onaylamadı. Neden: { $why }. Bekleyen { $points } puan geri alındı. Bir yanlışlık varsa yöneticiye sor.
notice-purchase-undone = { $merchant } { $amount } tutarındaki alışverişi ve onunla { $points } puanı geri aldı. Bir yanlışlık varsa kasada sor.
notice-purchase-refunded = ↩️ { $merchant }, alışverişinin { $amount } kadarını iade etti. { $points ->
        [0] Puanların duruyor.
       *[other] Onunla kazandığın { $points } puan da gitti.
    }{ $lost ->
        [0] {""}
       *[other] {" "}Bunların { $lost } puanının süresi zaten dolmuştu, onlar için başka puan alınmadı.
    }{ $vouchers ->
        [0] {""}
        [one] {" "}Puanların bir kısmını tutan kuponun iptal edildi: { $rewards }.
       *[other] {" "}Puanların bir kısmını tutan { $vouchers } kuponun iptal edildi: { $rewards }.
    }{ $debt ->
        [0] {""}
       *[other] {" "}Şimdi { $debt } puan borcun var, kazanacağın ilk puanlar ona sayılır.
    }
notice-sale-collected = ✅ { $who }: { $amount } için { $points } puan.
notice-sale-waits = ⏳ { $who }, { $amount } tutarındaki QR kodunu izledi: günün sınırını aştığı için { $points } puan yönetici onaylayana kadar bekliyor.
notice-sale-refused = ✖️ Yönetici { $who } için { $amount } tutarını reddetti: { $points } puan geri alındı. Neden: { $why }.
notice-review-purchase = ⏳ { $merchant }: <b>{ $who }</b> için { $amount } tutarındaki alışverişten { $points } puan seni bekliyor. Neden: { $why }.
notice-review-referral = ⏳ { $merchant }: <b>{ $inviter }</b>, <b>{ $who }</b> adlı arkadaşını getirdi; arkadaşı { $amount } tutarında alışveriş yaptı. { $points } puanlık bonus seni bekliyor. Neden: { $why }.
notice-sale-not-mine = { $amount } tutarındaki alışveriş onun değilmiş: { $points } puan geri alındı, QR süresi dolana kadar yeniden çalışır.
notice-tier-soon-lost = 🏅 <b>{ $tier }</b> seviyenin son günü { $until }. O güne kadar alışverişten { $points } puan daha kazanırsan sende kalır.
notice-tier-lost = <b>{ $tier }</b> seviyenin süresi doldu. Her ziyaretin için teşekkürler! Şimdi <b>{ $lower }</b> seviyesindesin; alışverişten { $points } puan daha seni <b>{ $next }</b> yapar.
notice-tier-taken-back = Bir alışveriş geri alındı, <b>{ $tier }</b> seviyesine onunla ulaşılmıştı: şimdi <b>{ $lower }</b> seviyesindesin. Alışverişten { $points } puan daha seni <b>{ $next }</b> yapar.
notice-tier-gone = Programın seviyeleri değişti: artık <b>{ $tier }</b> yok, şimdi <b>{ $lower }</b> seviyesindesin.
notice-points-ending = ⏳ <b>{ $points } puanının</b> son günü { $date }.
notice-points-ending-more = ⏳ <b>{ $points } puanının</b> son günü { $date }. { $last } sonuna kadar toplam <b>{ $total } puanının</b> süresi dolacak.
notice-points-ending-use = { $points } puanınla hemen şunları alabilirsin:
notice-offer-off = <i>Teklifleri açtığın için geldi. /settings ile kapatabilirsin.</i>
notice-birthday = 🎂 <b>Doğum günün kutlu olsun!</b> Çok güzel bir gün dileriz.
notice-voucher-cancelled = Bir kupon iptal edildi, çünkü onu karşılayan alışveriş geri alındı. Önce { $points } puan geri verildi.
notice-accounts-joined = 🤝 İki hesabın birleşti, bundan sonra bu hesap geçerli. { $points ->
        [0] Öbüründe puan yoktu.
       *[other] Öbüründen { $points } puan kendi son günüyle buraya geçti.
    }{ $debt ->
        [0] {""}
       *[other] {" "}Öbür hesabın { $debt } puan borcu da buraya geçti.
    }{ $lost ->
        [0] {""}
       *[other] {" "}Bir hesabın öbürünü davet etmesiyle kazanılan { $lost } puan geri alındı.
    }
notice-same-friend = Davet ettiğin arkadaşlardan ikisi aynı kişiymiş; ikincisi için yolda olan { $points } puan gelmeyecek.
notice-account-moved = 🤝 İki hesabın birleşti. Puanların, kuponların ve alışverişlerin öbür hesabında, { $who }, devam ediyor: bana oradan yaz.
notice-voucher-given-back = { $merchant } şimdilik programda değil. <b>{ $reward }</b> kuponun iptal edildi, { $points ->
        [0] ama geri gelen puan yok.
       *[other] { $points } puan yine senin.
    }{ $saved ->
        [0] {""}
       *[other] {" "}{ $saved } puanının süresi dolmuştu, { $at } tarihine kadar geçerli.
    }{ $lost ->
        [0] {""}
       *[other] {" "}{ $lost } puanın süresi ikinci kez dolmuştu, silindi.
    }
notice-voucher-confirmed = ✅ <b>{ $reward }</b> senin, keyfini çıkar! { $merchant } için { $points } puan harcandı.
notice-voucher-lapses-soon = ⏳ <b>{ $reward }</b> kuponun, { $merchant }: son kullanma { $time }. O zamana kadar kasada göster, yoksa { $points } puan geri döner.
notice-points-available = 🐖 Bekleyen { $points } puanı artık harcayabilirsin.
notice-points-available-bonus = 🎉 Arkadaş bonusun geldi: { $points } puanı artık harcayabilirsin.
notice-points-available-of-them = Bunların { $points } puanı arkadaş bonusu.
notice-points-available-debt = { $debt } puan daha geldi, o da borcuna sayıldı.
notice-points-available-balance = Toplam { $balance } puanın var.
notice-points-paid-debt = 🐖 Bekleyen { $debt } puan geldi ve borcuna sayıldı.
notice-offers-again =
    📣 Artık puan topluyorsun. Daha çok kazandıran günleri de haber vereyim mi? Şunları duyarsın:
    • çift puan günleri: bir akşam önce ve o sabah
    • doğum günün ve o aya özel fazladan puanlar
    • uğradığın dükkânlardan küçük teklifler
    Günde en çok bir mesaj, sessiz saatlerinde hiç; istediğin an bırakabilirsin.
notice-voucher-lapsed = ⏳ <b>{ $reward }</b> kuponunun süresi doldu, { $points } puan yine senin.
notice-voucher-lapsed-late = ⏳ <b>{ $reward }</b> kuponunun süresi doldu. { $points ->
        [0] Geri gelen puan yok:
       *[other] { $points } puan yine senin;
    } { $lost } puanın süresi bu arada dolmuştu, silindi.
notice-redemption-reversed = ↩️ { $merchant }, <b>{ $reward }</b> ödülünü geri çevirdi: { $points } puan yine senin.{ $debt ->
        [0] {""}
       *[other] {" "}{ $debt } puanı borcuna sayıldı.
    }{ $saved ->
        [0] {""}
       *[other] {" "}{ $saved } puanının süresi dolmuştu, { $at } tarihine kadar geçerli.
    }{ $lost ->
        [0] {""}
       *[other] {" "}{ $lost } puanının süresi ikinci kez dolmuştu, silindi.
    }
notice-redemption-reversed-here = ↩️ { $manager }, { $merchant } dükkânında { $who } üyesinin <b>{ $reward }</b> ödülünü geri çevirdi: { $points } puan geri verildi.
notice-use-asked = 🎁 { $merchant } soruyor: <b>{ $reward }</b> için <b>{ $points } puan</b> şimdi kullanılsın mı?
notice-use-accepted = ✅ { $who } evet dedi: <b>{ $reward }</b> verebilirsin. { $points } puan harcandı.
notice-use-declined = { $who }, <b>{ $reward }</b> için hayır dedi. Puan harcanmadı.
notice-code-redeemed = ✅ { $who } bir kod kullandı: <b>{ $reward }</b> verebilirsin. { $points } puan harcandı.
notice-budget-used = 🎁 { $merchant } bu ayki küçük ödül bütçesini bitirdi: { $budget } puanın { $points } puanı. Gelecek ay ya da bütçeyi artırınca yine alınabilirler: /desk → Bütçe.
notice-programme-set = 📐 <b>Programın { $version }. sürümü geçerli</b>, operatör değiştirdi.
    { $changes }
notice-programme-set-by = 📐 <b>Programın { $version }. sürümü geçerli</b>, değiştiren: { $who }.
    { $changes }
notice-staff-claimed = <b>{ $who }</b>, { $merchant } dükkânında çalışmak istiyor, görevi: { $role }. Alınsın mı?
notice-staff-welcome = { $merchant } ekibine hoş geldin! Artık görevin: { $role }.
notice-staff-refused = { $merchant } seni içeri almadı. Sahibinden yeni bir bağlantı iste.
notice-staff-removed = Artık { $merchant } dükkânında çalışmıyorsun.
notice-again = <i>(Kayıt { $reference }: bu mesajı daha önce almış olabilirsin.)</i>

role-owner = sahip
role-manager = yönetici
role-cashier = kasiyer
role-auditor = denetçi

button-yes = Evet
button-no = Hayır
button-let-in = İçeri al
button-undo = ↩️ Geri al
button-desk = 🏪 Masa
button-choose-merchant = Dükkânı seç
button-private = Sohbeti aç
group-only-private = Puanları yalnızca özel sohbette tutarım. Aşağıya dokun, orada konuşalım.
