### Kasiyerlerin ve üyelerin olağan dışı alışverişlerini bildiren gece raporu.

odd-pairs = 👀 <b>Bakmaya değer</b>: { $until } gününe kadarki alışverişler. İyi bir nedeni olabilir; karar vermeden önce sor.
odd-pair-many = • { $cashier }, { $who } için bir günde { $count } alışveriş girdi.
odd-pair-share = • { $cashier }, 30 günde { $who } adlı üyenin { $all } alışverişinden { $count } tanesini girdi; başkalarınınsa yalnızca %{ $percent } kadarını.
odd-pair-points = • { $cashier }, 30 günde { $who } için { $count } alışveriş girdi; her biri ortalama { $points } puan getirdi, başkalarınınki { $usual }.
odd-pairs-more = … ve { $count } tane daha.
