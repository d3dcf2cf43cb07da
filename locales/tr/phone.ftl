### Arkadaş bonusu için kendi telefon numaran.

phone-shared = Teşekkürler. Numaranın yalnızca izini saklıyorum, kimse geri okuyamaz.
phone-shared-paid = Teşekkürler! Senin ve arkadaşının bonusu yolda. Numaranın yalnızca izini saklıyorum, kimse geri okuyamaz.

button-share-phone = 📱 Telefon numaramı paylaş
