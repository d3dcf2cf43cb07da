### Masada zaman çizelgesi: her iş en son nasıl gitti.

timetable = <b>⏱ Zaman çizelgesi</b>
timetable-often = <b>Sürekli</b>
timetable-nightly = <b>Her gece, bu sırayla</b>
timetable-done = ✅ { $what }: { $at }, { $did }
timetable-late = ⚠️ { $what }: gecikti. En son { $at }, { $did }. Botun kayıt dosyalarına bak.
timetable-failed = ❗️ { $what }: { $at } olmadı ({ $error }). Kendim yeniden denerim.
timetable-not-yet = ▫️ { $what }: henüz değil

job-settle = Kullanılabilir olan ya da biten puanlar, süresi dolan kuponlar
job-broadcast = Çok üyeye giden mesajlar
job-tidy = Bitenleri temizleme
job-activate = Bekleyen puanlar kullanılabilir olur, süresi dolanlar biter
job-expire = Son günü geçen puanlara ikinci bakış
job-tiers = Kazanılan, korunan ve kaybedilen seviyeler
job-reminders = Biten puanları hatırlatma ve doğum günü kutlamaları
job-watch = Olağan dışı çalışan–üye ikililerine bakış
job-win-back = Uzun süredir gelmeyen üyelere teklif

did-settle = { $count ->
        [0] yapılacak iş yok
       *[other] { $count } üye
    }
did-broadcast = { $count ->
        [0] yapılacak iş yok
       *[other] { $count } mesaj
    }
did-tidy = { $count ->
        [0] yapılacak iş yok
       *[other] { $count } satır
    }
did-activate = { $count ->
        [0] yapılacak iş yok
       *[other] { $count } üye
    }
did-expire = { $count ->
        [0] yapılacak iş yok
       *[other] { $count } üye
    }
did-tiers = { $count ->
        [0] yapılacak iş yok
       *[other] { $count } üyeye bakıldı
    }
did-reminders = { $count ->
        [0] yapılacak iş yok
       *[other] { $count } mesaj
    }
did-watch = { $count ->
        [0] yapılacak iş yok
       *[other] { $count } ikili bildirildi
    }
did-win-back = { $count ->
        [0] yapılacak iş yok
       *[other] { $count } teklif
    }

button-desk-timetable = ⏱ Zaman çizelgesi
