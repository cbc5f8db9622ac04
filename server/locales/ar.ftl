# الكلمات التي يراها القرّاء بالعربية. المفاتيح هي نفسها في en.ftl.

## الأداة

widget-title = اقتراح تصحيح
widget-should = النص الصحيح
widget-comment = تعليق
widget-comment-hint = لماذا؟ ذِكر المصدر يساعدنا.
widget-comment-whole = ما الخطأ وأين هو؟ ذِكر المصدر يساعدنا.
widget-source = المصدر
widget-source-hint = اختياري. عنوان صفحة تبيّن ذلك.
widget-kind = نوع الخطأ
widget-email = البريد الإلكتروني
widget-email-hint = اختياري. لا يراه إلا المحررون، إن كان لديهم سؤال لك.
widget-send = إرسال
widget-another = الإبلاغ وتحديد خطأ آخر
widget-next = حدّد الخطأ التالي واضغط { $keys }.
widget-cancel = إلغاء
widget-close = إغلاق
widget-keys = { $keys } للإرسال
widget-whole = أنت تكتب عن المقال كله. للإشارة إلى خطأ بعينه، أغلق هذه النافذة وحدّد الكلمات أولًا.
widget-about = عن
widget-article = المقال كله
widget-headline = العنوان
widget-picture = صورة
widget-table = جدول
widget-draft = ما بدأت بكتابته
widget-deletes = أنت تقترح حذف هذا المقطع.
widget-shortened = حدّدت أكثر مما يتسع له بلاغ واحد، فاختُصر.
widget-unchanged = غيّر النص أعلاه، أو اطرح سؤالك هنا.
widget-empty = اكتب من فضلك ما تودّ قوله للمحررين.
widget-email-wrong = لا يبدو هذا عنوان بريد إلكتروني.
widget-too-long =
    .zero = لا أحرف زائدة.
    .one = حرف واحد زائد.
    .two = حرفان زائدان.
    .few = { $n } أحرف زائدة.
    .many = { $n } حرفًا زائدًا.
    .other = { $n } حرف زائد.
widget-unreached = لم يُرسل: تعذّر الوصول إلى الخادم. كل ما كتبته ما زال هنا. حاول مرة أخرى من فضلك.
widget-plain = استخدام النموذج البسيط
widget-queued = لم يُرسل بعد. بلاغك محفوظ في هذا المتصفح وسيُرسل في أقرب فرصة.
widget-reported = أُبلغ عن هذا من قبل. عدد البلاغات التي تنتظر المحررين: { $n }
widget-corrected = صُحّح بعد أن فتحت هذه الصفحة. النص الآن: «{ $text }»
widget-refused = لم يُرسل: { $why }
widget-received = شكرًا لك. وصل بلاغك.
widget-receipt = متابعة البلاغ
widget-receipt-hint = احتفظ بهذا الرابط إن أردت العودة: لا يملكه أحد سواك.
widget-review = سيطّلع عليه محرر أولًا.
widget-others =
    .zero = لم يبلّغ عنه قارئ آخر.
    .one = أبلغ عنه قارئ آخر أيضًا.
    .two = أبلغ عنه قارئان آخران أيضًا.
    .few = أبلغ عنه { $n } قرّاء آخرين أيضًا.
    .many = أبلغ عنه { $n } قارئًا آخر أيضًا.
    .other = أبلغ عنه { $n } قارئ آخر أيضًا.
widget-already = صُحّح هذا من قبل. أعد تحميل الصفحة لترى المقال كما هو الآن.
widget-moved = يبدو أن المقال تغيّر منذ فتحته. سيبحث المحررون عن المقطع.
widget-button = الإبلاغ عن خطأ
widget-prompt-keys = وجدت خطأ؟ حدّده واضغط { $keys }، أو
widget-prompt-touch = وجدت خطأ؟ حدّده والمس الزر، أو
widget-prompt-link = اكتب إلينا
widget-notices = تصحيحات
widget-missed = صُحّح بعد أن قرأته
widget-missed-close = شكرًا، رأيته
widget-unsent-old = بلاغات انتظرت في هذا المتصفح أكثر من سبعة أيام وحُذفت: { $n }

## أنواع البلاغات

kind-typo = إملاء أو نحو
kind-fact = خطأ في الوقائع
kind-clarification = غامض أو مضلّل
kind-attribution = نسبة خاطئة
kind-translation = ترجمة
kind-link = رابط معطّل
kind-other = شيء آخر

## أنواع التنويهات

notice-correction = تصحيح
notice-clarification = توضيح
notice-update = تحديث
notice-retraction = سحب
notice-changed = عُدّل هذا التنويه في { $date }.

## النموذج

form-title = اقتراح تصحيح
form-intro = أخبر { $site } عن خطأ في مقال. لا تحتاج إلى حساب.
form-article = المقال
form-url = عنوان المقال
form-url-hint = انسخه من شريط العنوان في متصفحك.
form-url-missing = اذكر عنوان المقال من فضلك.
form-url-wrong = ليس هذا عنوان مقال من { $site }.
form-passage = المقطع
form-passage-hint = الكلمات الخاطئة كما وردت في المقال تمامًا. اتركه فارغًا لتكتب عن المقال كله.
form-should-read = النص الصحيح
form-should-read-hint = كيف ينبغي أن يُقرأ المقطع. اتركه كما هو لتطرح سؤالًا، أو أفرغه لتقترح حذف المقطع.
form-should-read-hint-typed = كيف ينبغي أن يُقرأ المقطع. اتركه فارغًا لتطرح سؤالًا في التعليق.
form-comment = تعليق
form-comment-hint = لماذا ترى ذلك؟
form-source = المصدر
form-source-hint = اختياري. رابط، أو حيث يمكن التحقق من ذلك.
form-kind = نوع الخطأ
form-email = البريد الإلكتروني
form-email-hint = اختياري. لا يراه إلا المحررون، إن كان لديهم سؤال لك.
form-send = إرسال
form-back = العودة إلى المقال
form-not-sent = لم يُرسل بعد
form-trap = اترك هذا الحقل فارغًا.
form-errors = لم يُرسل بعد. راجع ما يلي من فضلك:
closed-old = نُشرت هذه المقالة منذ وقت طويل: لم تعد { $site } تستقبل بلاغات عنها.
closed-full = تلقت { $site } ما يكفي من البلاغات عن هذه المقالة اليوم. يُرجى العودة غدًا.
form-unchanged = اكتب كيف ينبغي أن يُقرأ المقطع، أو اطرح سؤالك في التعليق.
form-empty = اكتب من فضلك ما تودّ قوله للمحررين.
form-again = لقد أرسلت هذا النموذج من قبل. إذا أردت إرساله مرة أخرى بلاغًا جديدًا فاضغط الزر مجددًا.
form-email-wrong = لا يبدو هذا عنوان بريد إلكتروني.
form-too-long = { $n ->
    [zero] لا أحرف زائدة.
    [one] حرف واحد زائد.
    [two] حرفان زائدان.
    [few] { $n } أحرف زائدة.
    [many] { $n } حرفًا زائدًا.
   *[other] { $n } حرف زائد.
}

## الإيصال

receipt-title = بلاغك
receipt-thanks = شكرًا لك. وصل بلاغك.
receipt-date = وصل في { $date }
receipt-article = المقال
receipt-whole = المقال كله
receipt-passage = المقطع
receipt-suggestion = النص الصحيح
receipt-deleted = ينبغي حذف المقطع.
receipt-comment = تعليقك
receipt-others = { $n ->
    [zero] لم يبلّغ عنه قارئ آخر.
    [one] أبلغ عنه قارئ آخر أيضًا.
    [two] أبلغ عنه قارئان آخران أيضًا.
    [few] أبلغ عنه { $n } قرّاء آخرين أيضًا.
    [many] أبلغ عنه { $n } قارئًا آخر أيضًا.
   *[other] أبلغ عنه { $n } قارئ آخر أيضًا.
}
receipt-status = ما آل إليه
receipt-state-pending = يجري البحث عن المقال.
receipt-state-review = قيد المراجعة: سينظر فيه محرر قبل أن ينضم إلى البلاغات الأخرى.
receipt-state-open = لم يقرر المحررون بعد.
receipt-state-held = أجّل المحررون النظر في هذا.
receipt-state-accepted = قُبل. سيُعدّل المقال قريبًا.
receipt-state-corrected = عُدّل المقال.
receipt-state-declined = قرر المحررون إبقاء المقال كما هو.
receipt-state-merged = هذا جزء من بلاغ آخر عن الخطأ نفسه.
receipt-placement-edited = عُدّل المقال، وتغيّرت صياغة هذا المقطع. بلاغك مرتبط الآن بالمقطع المعدَّل.
receipt-placement-gone = لم يعد هذا المقطع في المقال. ومع ذلك يرى المحررون بلاغك.
receipt-placement-ambiguous = ترد هذه الكلمات في أكثر من موضع من المقال، ولا شيء يدل على الموضع الذي حددته. ومع ذلك يرى المحررون بلاغك.
receipt-placement-already = المقال مكتوب الآن كما اقتُرح.
receipt-outcome-corrected = صُحّح
receipt-outcome-clarified = وُضّح
receipt-outcome-updated = حُدّث
receipt-outcome-not-an-error = المقطع صحيح كما هو
receipt-outcome-wont-fix = معروف، ويبقى كما هو
receipt-outcome-insufficient-information = المعلومات غير كافية
receipt-outcome-already-corrected = صُحّح قبل بلاغك
receipt-outcome-out-of-scope = لا يخص نصوص هذه الصحيفة
receipt-outcome-junk = ليس بلاغًا
receipt-reason = ردّ المحررين
receipt-notice = التنويه المنشور
receipt-keep = احتفظ بعنوان هذه الصفحة: هو السبيل الوحيد للعودة إلى بلاغك، ولا يملكه أحد سواك.
receipt-withdraw = سحب البلاغ ومحوه
receipt-withdraw-hint = تُمحى كلماتك وبريدك نهائيًا. ويبقى التصحيح الذي أُجري.
receipt-withdrawn = سُحب هذا البلاغ
receipt-withdrawn-text = مُحيت كلماتك وبريدك.
receipt-unknown = لا بلاغ لهذا العنوان
receipt-unknown-text = تأكد من اكتمال العنوان.

## صفحة التصحيحات

corrections-title = تصحيحات
corrections-intro = كل ما صحّحته { $site }، الأحدث أولًا.
corrections-search = البحث في التصحيحات
corrections-search-button = بحث
corrections-none = لم يُصحّح شيء بعد.
corrections-none-found = لا تصحيح يطابق «{ $q }».
corrections-feeds = متابعة التصحيحات:
corrections-next = تصحيحات أقدم
corrections-all = كل التصحيحات
corrections-report = الإبلاغ عن خطأ

## The first page

home-intro = يشير القراء إلى الخطأ، ويتحقق المحررون منه، ويُنشر كل تصحيح.
home-sites = المطبوعات
home-desk = للمحررين

## Pages of errors

error-not-found = لا توجد صفحة كهذه
error-not-found-text = تأكد من أن العنوان كامل.
error-too-many = بلاغات كثيرة دفعة واحدة
error-too-many-text = يُرجى الانتظار دقيقة، ثم العودة وإرسال بلاغك من جديد.
error-unavailable = لا يمكننا فعل ذلك الآن
error-unavailable-text = يُرجى العودة والمحاولة بعد لحظات. ما كتبته ما زال في النموذج.
error-internal = حدث خطأ من جهتنا
error-internal-text = سُجِّل الخطأ وسيُنظر فيه. يُرجى المحاولة لاحقًا.

## Dates

date-day = { $day } { $month ->
     [1] يناير
     [2] فبراير
     [3] مارس
     [4] أبريل
     [5] مايو
     [6] يونيو
     [7] يوليو
     [8] أغسطس
     [9] سبتمبر
     [10] أكتوبر
     [11] نوفمبر
    *[12] ديسمبر
} { $year }
