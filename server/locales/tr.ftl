# Okurların gördüğü sözler, Türkçe. Anahtarlar en.ftl ile aynıdır.

## Araç

widget-title = Düzeltme öner
widget-should = Doğrusu
widget-comment = Açıklama
widget-comment-hint = Neden? Kaynak yardımcı olur.
widget-comment-whole = Yanlış olan ne, nerede? Kaynak yardımcı olur.
widget-source = Kaynak
widget-source-hint = İsteğe bağlı. Bunu gösteren bir sayfanın adresi.
widget-kind = Hata türü
widget-email = E-posta
widget-email-hint = İsteğe bağlı. Yalnızca editörler görür; size bir soruları olursa diye.
widget-send = Gönder
widget-another = Bildir ve bir tane daha işaretle
widget-next = Sonraki hatayı seçip { $keys } tuşlarına basın.
widget-cancel = Vazgeç
widget-close = Kapat
widget-keys = { $keys } gönderir
widget-whole = Yazının tamamı hakkında yazıyorsunuz. Bir hatayı göstermek için bu pencereyi kapatıp önce sözcükleri seçin.
widget-about = Konu
widget-article = Yazının tamamı
widget-headline = Başlık
widget-picture = Görsel
widget-table = Tablo
widget-draft = Yazmaya başladığınız
widget-deletes = Bu bölümün çıkarılmasını öneriyorsunuz.
widget-shortened = Bir bildirime sığandan fazlasını seçtiniz; kısaltıldı.
widget-unchanged = Yukarıdaki metni değiştirin ya da sorunuzu buraya yazın.
widget-empty = Lütfen editörlere ne söylemek istediğinizi yazın.
widget-email-wrong = Bu bir e-posta adresine benzemiyor.
widget-too-long =
    .one = { $n } karakter fazla.
    .other = { $n } karakter fazla.
widget-unreached = Gönderilemedi: sunucuya ulaşılamadı. Yazdıklarınızın hepsi burada duruyor. Lütfen yeniden deneyin.
widget-plain = Sade formu kullan
widget-queued = Henüz gönderilmedi. Bildiriminiz bu tarayıcıda saklandı ve ilk fırsatta gönderilecek.
widget-reported = Bu daha önce bildirildi. Editörleri bekleyen bildirim: { $n }
widget-corrected = Siz bu sayfayı açtıktan sonra düzeltildi. Şimdi şöyle: “{ $text }”
widget-refused = Gönderilemedi: { $why }
widget-received = Teşekkürler. Bildiriminiz alındı.
widget-receipt = Sonucunu izleyin
widget-receipt-hint = Geri dönmek isterseniz bu bağlantıyı saklayın: sizden başka kimsede yok.
widget-review = Önce bir editör bakacak.
widget-others =
    .one = { $n } okur daha bunu bildirdi.
    .other = { $n } okur daha bunu bildirdi.
widget-already = Bu zaten düzeltildi. Yazının şimdiki hâlini görmek için sayfayı yenileyin.
widget-moved = Yazı, siz açtığınızdan beri değişmiş görünüyor. Editörler bölümü arayacak.
widget-button = Hata bildir
widget-prompt-keys = Hata mı buldunuz? Seçip { $keys } tuşlarına basın ya da
widget-prompt-touch = Hata mı buldunuz? Seçip düğmeye dokunun ya da
widget-prompt-link = bize yazın
widget-notices = Düzeltmeler
widget-missed = Siz okuduktan sonra düzeltilenler
widget-missed-close = Teşekkürler, gördüm
widget-unsent-old = bu tarayıcıda yedi günden uzun beklediği için silinen bildirimler: { $n }

## Bildirim türleri

kind-typo = Yazım veya dil bilgisi
kind-fact = Bilgi hatası
kind-clarification = Belirsiz veya yanıltıcı
kind-attribution = Yanlış atıf
kind-translation = Çeviri
kind-link = Çalışmayan bağlantı
kind-other = Başka bir şey

## Duyuru türleri

notice-correction = Düzeltme
notice-clarification = Açıklama
notice-update = Güncelleme
notice-retraction = Geri çekme
notice-changed = Bu duyuru { $date } tarihinde değiştirildi.

## Form

form-title = Düzeltme öner
form-intro = { $site } yayınındaki bir yazıda gördüğünüz hatayı bildirin. Hesap gerekmez.
form-article = Yazı
form-url = Yazının adresi
form-url-hint = Tarayıcınızın adres çubuğundan kopyalayın.
form-url-missing = Lütfen yazının adresini belirtin.
form-url-wrong = Bu, { $site } yayınındaki bir yazının adresi değil.
form-passage = Bölüm
form-passage-hint = Yanlış sözcükler, yazıda geçtikleri gibi. Yazının tamamı hakkında yazmak için boş bırakın.
form-should-read = Doğrusu
form-should-read-hint = Bölümün nasıl olması gerektiği. Soru sormak için olduğu gibi bırakın; çıkarılmasını önermek için boşaltın.
form-should-read-hint-typed = Bölümün nasıl olması gerektiği. Açıklamada soru sormak için boş bırakın.
form-comment = Açıklama
form-comment-hint = Neden böyle düşünüyorsunuz?
form-source = Kaynak
form-source-hint = İsteğe bağlı. Bir bağlantı ya da nereden doğrulanabileceği.
form-kind = Hata türü
form-email = E-posta
form-email-hint = İsteğe bağlı. Yalnızca editörler görür; size bir soruları olursa diye.
form-send = Gönder
form-back = Yazıya dön
form-not-sent = Henüz gönderilmedi
form-trap = Bu alanı boş bırakın.
form-errors = Henüz gönderilmedi. Lütfen şunlara yeniden bakın:
closed-old = Bu yazı çok önce yayımlandı: { $site } artık onunla ilgili bildirim almıyor.
closed-full = { $site } bugün bu yazı hakkında yeterince bildirim aldı. Lütfen yarın yeniden gelin.
form-unchanged = Bölümün nasıl olması gerektiğini yazın ya da sorunuzu açıklamada sorun.
form-empty = Lütfen editörlere ne söylemek istediğinizi yazın.
form-again = Bu formu zaten gönderdiniz. Başka bir bildirim olarak yeniden göndermek isterseniz düğmeye bir kez daha basın.
form-email-wrong = Bu bir e-posta adresine benzemiyor.
form-too-long = { $n ->
    [one] { $n } karakter fazla.
   *[other] { $n } karakter fazla.
}

## Alındı belgesi

receipt-title = Bildiriminiz
receipt-thanks = Teşekkürler. Bildiriminiz alındı.
receipt-date = Alındığı tarih: { $date }
receipt-article = Yazı
receipt-whole = Yazının tamamı
receipt-passage = Bölüm
receipt-suggestion = Doğrusu
receipt-deleted = Bölüm çıkarılmalı.
receipt-comment = Açıklamanız
receipt-others = { $n ->
    [one] { $n } okur daha bunu bildirdi.
   *[other] { $n } okur daha bunu bildirdi.
}
receipt-status = Sonuç
receipt-state-pending = Yazı aranıyor.
receipt-state-review = İnceleme bekliyor: diğer bildirimlere katılmadan önce bir editör bakacak.
receipt-state-open = Editörler henüz karar vermedi.
receipt-state-held = Editörler bunu daha sonraya bıraktı.
receipt-state-accepted = Kabul edildi. Yazı yakında değiştirilecek.
receipt-state-corrected = Yazı değiştirildi.
receipt-state-declined = Editörler yazıyı olduğu gibi bırakmaya karar verdi.
receipt-state-merged = Bu, aynı hataya ilişkin başka bir bildirimin parçası.
receipt-placement-edited = Yazı düzenlendi ve bu bölüm artık başka türlü. Bildiriminiz değiştirilen bölümün yanında duruyor.
receipt-placement-gone = Bu bölüm artık yazıda yok. Editörler yine de bildiriminizi görüyor.
receipt-placement-ambiguous = Bu sözler yazının birkaç yerinde geçiyor ve hangisini işaretlediğiniz anlaşılmıyor. Editörler yine de bildiriminizi görüyor.
receipt-placement-already = Yazı zaten önerildiği gibi.
receipt-outcome-corrected = Düzeltildi
receipt-outcome-clarified = Açıklığa kavuşturuldu
receipt-outcome-updated = Güncellendi
receipt-outcome-not-an-error = Bölüm olduğu gibi doğru
receipt-outcome-wont-fix = Biliniyor, olduğu gibi bırakıldı
receipt-outcome-insufficient-information = Bilgi yetersiz
receipt-outcome-already-corrected = Bildiriminizden önce düzeltildi
receipt-outcome-out-of-scope = Bu yayının metniyle ilgili değil
receipt-outcome-junk = Bildirim değil
receipt-reason = Editörlerin yanıtı
receipt-notice = Yayımlanan duyuru
receipt-keep = Bu sayfanın adresini saklayın: bildiriminize dönmenin tek yolu budur ve sizden başka kimsede yoktur.
receipt-withdraw = Geri çek ve sil
receipt-withdraw-hint = Yazdıklarınız ve e-posta adresiniz kalıcı olarak silinir. Yapılmış bir düzeltme kalır.
receipt-withdrawn = Bu bildirim geri çekildi
receipt-withdrawn-text = Yazdıklarınız ve e-posta adresiniz silindi.
receipt-unknown = Bu adrese ait bir bildirim yok
receipt-unknown-text = Adresin tam olduğundan emin olun.

## Düzeltmeler sayfası

corrections-title = Düzeltmeler
corrections-intro = { $site } yayınının yaptığı tüm düzeltmeler, en yeniden başlayarak.
corrections-search = Düzeltmelerde ara
corrections-search-button = Ara
corrections-none = Henüz bir şey düzeltilmedi.
corrections-none-found = “{ $q }” ile eşleşen düzeltme yok.
corrections-feeds = Düzeltmeleri izleyin:
corrections-next = Daha eski düzeltmeler
corrections-all = Tüm düzeltmeler
corrections-report = Hata bildir

## İlk sayfa

home-intro = Okurlar bir hatayı gösterir, editörler inceler ve her düzeltme yayımlanır.
home-sites = Yayınlar
home-desk = Editörler için

## Hata sayfaları

error-not-found = Böyle bir sayfa yok
error-not-found-text = Adresin tam olduğundan emin olun.
error-too-many = Bir kerede çok fazla bildirim
error-too-many-text = Lütfen bir dakika bekleyin, geri dönün ve bildiriminizi yeniden gönderin.
error-unavailable = Şu anda bunu yapamıyoruz
error-unavailable-text = Lütfen geri dönüp birazdan yeniden deneyin. Yazdıklarınız hâlâ formda duruyor.
error-internal = Bizim tarafımızda bir sorun oluştu
error-internal-text = Kaydedildi, incelenecek. Lütfen daha sonra yeniden deneyin.

## Tarihler

date-day = { $day } { $month ->
     [1] Ocak
     [2] Şubat
     [3] Mart
     [4] Nisan
     [5] Mayıs
     [6] Haziran
     [7] Temmuz
     [8] Ağustos
     [9] Eylül
     [10] Ekim
     [11] Kasım
    *[12] Aralık
} { $year }
