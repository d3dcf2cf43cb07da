### Bir seviye ne kazandırır.

tier-won = 🏅 <b>{ $tier }</b> oldun!
tier-won-factor = Bundan sonra alışverişlerin ×{ $factor } puan kazandırır.
tier-won-rewards = Artık { $count } ödül daha senin olabilir: /rewards
tier-won-until = Son günü { $until }; alışveriş yaptıkça uzar.
