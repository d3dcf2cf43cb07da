### Telegram'ın menüsünde komutların yanında yazanlar.

command-desk = Dükkânın menüsü
command-sale = Alışveriş için QR: /sale 24,90
command-addreward = Yeni ödül: /addreward 120 Kahve
command-issue = Ödül veren bir kod, QR olarak
command-refund = Alışveriş iadesi: /refund R-17 5,00
command-poster = Tezgâh için afiş: okutan katılır
command-doubleday = Bir gün daha çok puan: /doubleday cumartesi x2
command-staff = Çalışan davet et, çıkar
command-newmerchant = Yeni dükkân: /newmerchant Köşe Kafe
command-balance = Puanların
command-card = Kartın: QR ve kasa kodu
command-rewards = Puanlarınla alabileceklerin
command-vouchers = Kuponların
command-invite = Arkadaşını getir, ikiniz de puan kazanın
command-history = Puanlarının her hareketi
command-settings = Hatırlatmalar, teklifler, sessiz saatler
command-language = Dil · Language
command-privacy = Neler saklanıyor, nasıl silinir
command-help = Burada neler yapabilirsin
command-cancel = Başladığın işi bırak
