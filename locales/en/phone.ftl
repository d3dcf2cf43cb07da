### One's own phone number, for the referral bonus.

phone-shared = Thank you. I keep only a fingerprint of your number, and nobody can read it back.
phone-shared-paid = Thank you! The bonus for you and your friend is on its way. I keep only a fingerprint of your number, and nobody can read it back.

button-share-phone = 📱 Share my phone number
