### Üyenin QR'ı ve kasa kodu.

card =
    Bunu kasada göster ya da kasa kodunu oku: <code>{ $code }</code>

    { $minutes } dakika, saat { $time } olana kadar geçerli.
    { $link }

button-new-code = 🔄 Yeni kod
