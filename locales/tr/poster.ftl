### Tezgâh için afiş.

poster =
    🖼 <b>{ $merchant }</b> afişi. Bastır ve tezgâha koy: okutan herkes katılabilir.
    { $link }
poster-scan = Okut, puan topla
poster-easy = Uygulama yok, kart yok, yalnızca Telegram
