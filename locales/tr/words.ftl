### Yazdığı anlaşılmayan birinin gördükleri.

hint-member = Bunu anlayamadım, ama bunları iyi bilirim:
hint-staff =
    Bunu anlayamadım. Kasada tutarı ve müşterinin kodunu yaz: <code>24,90 4821</code>
    Yalnızca kod, <code>4821</code>, kim olduğunu gösterir.
hint-stranger = Ben bir puan kartıyım, pek sohbet etmem. Katıl, alışverişlerin puan kazandırsın.
