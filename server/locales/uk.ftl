# Слова, які бачать читачі, українською. Ключі ті самі, що в en.ftl.

## Віджет

widget-title = Запропонувати виправлення
widget-should = Має бути
widget-comment = Коментар
widget-comment-hint = Чому? Джерело допоможе.
widget-comment-whole = Що не так і де саме? Джерело допоможе.
widget-source = Джерело
widget-source-hint = Необов’язково. Адреса сторінки, де це видно.
widget-kind = Вид помилки
widget-email = Ел. пошта
widget-email-hint = Необов’язково. Її бачить лише редакція, на випадок запитань до вас.
widget-send = Надіслати
widget-another = Повідомити й позначити ще одну
widget-next = Виділіть наступну помилку й натисніть { $keys }.
widget-cancel = Скасувати
widget-close = Закрити
widget-keys = { $keys } — надіслати
widget-whole = Ви пишете про всю статтю. Щоб вказати на помилку, закрийте це вікно і спершу виділіть слова.
widget-about = Про що
widget-article = Уся стаття
widget-headline = Заголовок
widget-picture = Зображення
widget-table = Таблиця
widget-draft = Те, що ви почали писати
widget-deletes = Ви пропонуєте вилучити цей уривок.
widget-shortened = Ви виділили більше, ніж уміщує одне зауваження, тому його скорочено.
widget-unchanged = Змініть текст вище або поставте тут своє запитання.
widget-empty = Напишіть, будь ласка, що ви хочете сказати редакції.
widget-email-wrong = Це не схоже на адресу електронної пошти.
widget-too-long =
    .one = Забагато на { $n } знак.
    .few = Забагато на { $n } знаки.
    .many = Забагато на { $n } знаків.
    .other = Забагато на { $n } знака.
widget-unreached = Не надіслано: сервер не відповідає. Усе, що ви написали, збережено тут. Спробуйте ще раз.
widget-plain = Відкрити просту форму
widget-queued = Ще не надіслано. Зауваження збережено в цьому браузері й буде надіслано за першої нагоди.
widget-reported = Про це вже повідомили. Зауважень, що чекають на редакцію: { $n }
widget-corrected = Виправлено після того, як ви відкрили сторінку. Тепер тут: «{ $text }»
widget-refused = Не надіслано: { $why }
widget-received = Дякуємо. Ваше зауваження отримано.
widget-receipt = Стежити за ним
widget-receipt-hint = Збережіть це посилання, якщо хочете повернутися: більше ні в кого його немає.
widget-review = Спершу його перегляне редакція.
widget-others =
    .one = Про це повідомив ще { $n } читач.
    .few = Про це повідомили ще { $n } читачі.
    .many = Про це повідомили ще { $n } читачів.
    .other = Про це повідомили ще { $n } читача.
widget-already = Це вже виправлено. Оновіть сторінку, щоб побачити статтю такою, якою вона є тепер.
widget-moved = Здається, стаття змінилася, відколи ви її відкрили. Редакція пошукає цей уривок.
widget-button = Повідомити про помилку
widget-prompt-keys = Помітили помилку? Виділіть її та натисніть { $keys } або
widget-prompt-touch = Помітили помилку? Виділіть її та торкніться кнопки або
widget-prompt-link = напишіть нам
widget-notices = Виправлення
widget-missed = Виправлено відтоді, як ви це читали
widget-missed-close = Дякую, бачу
widget-unsent-old = зауваження, що чекали в цьому браузері понад сім днів і вилучені: { $n }

## Види зауважень

kind-typo = Правопис чи граматика
kind-fact = Фактична помилка
kind-clarification = Незрозуміло чи двозначно
kind-attribution = Хибне авторство
kind-translation = Переклад
kind-link = Непрацююче посилання
kind-other = Інше

## Види повідомлень

notice-correction = Виправлення
notice-clarification = Уточнення
notice-update = Оновлення
notice-retraction = Відкликання
notice-changed = { $date } це повідомлення змінено.

## Форма

form-title = Запропонувати виправлення
form-intro = Повідомте { $site } про помилку в статті. Обліковий запис не потрібен.
form-article = Стаття
form-url = Адреса статті
form-url-hint = Скопіюйте її з адресного рядка браузера.
form-url-missing = Вкажіть, будь ласка, адресу статті.
form-url-wrong = Це не адреса статті видання { $site }.
form-passage = Уривок
form-passage-hint = Помилкові слова точно так, як вони стоять у статті. Залиште порожнім, щоб написати про всю статтю.
form-should-read = Має бути
form-should-read-hint = Як має читатися уривок. Залиште без змін, щоб поставити запитання; очистьте, щоб запропонувати вилучити уривок.
form-should-read-hint-typed = Як має читатися уривок. Залиште порожнім, щоб поставити запитання в коментарі.
form-comment = Коментар
form-comment-hint = Чому ви так вважаєте?
form-source = Джерело
form-source-hint = Необов’язково. Посилання або де це можна перевірити.
form-kind = Вид помилки
form-email = Ел. пошта
form-email-hint = Необов’язково. Її бачить лише редакція, на випадок запитань до вас.
form-send = Надіслати
form-back = Назад до статті
form-not-sent = Ще не надіслано
form-trap = Залиште це поле порожнім.
form-errors = Ще не надіслано. Перегляньте, будь ласка:
closed-old = Цю статтю опубліковано надто давно: { $site } більше не приймає зауважень про неї.
closed-full = { $site } вже отримало сьогодні достатньо зауважень про цю статтю. Будь ласка, повертайтеся завтра.
form-unchanged = Напишіть, як має читатися уривок, або поставте запитання в коментарі.
form-empty = Напишіть, будь ласка, що ви хочете сказати редакції.
form-again = Ви вже надіслали цю форму. Якщо хочете надіслати її ще раз як інше повідомлення, натисніть кнопку знову.
form-email-wrong = Це не схоже на адресу електронної пошти.
form-too-long = { $n ->
    [one] Забагато на { $n } знак.
    [few] Забагато на { $n } знаки.
    [many] Забагато на { $n } знаків.
   *[other] Забагато на { $n } знака.
}

## Квитанція

receipt-title = Ваше зауваження
receipt-thanks = Дякуємо. Ваше зауваження отримано.
receipt-date = Отримано { $date }
receipt-article = Стаття
receipt-whole = Уся стаття
receipt-passage = Уривок
receipt-suggestion = Має бути
receipt-deleted = Уривок слід вилучити.
receipt-comment = Ваш коментар
receipt-others = { $n ->
    [one] Про це повідомив ще { $n } читач.
    [few] Про це повідомили ще { $n } читачі.
    [many] Про це повідомили ще { $n } читачів.
   *[other] Про це повідомили ще { $n } читача.
}
receipt-status = Що з ним сталося
receipt-state-pending = Шукаємо статтю.
receipt-state-review = Відкладено для перевірки: редактор перегляне це, перш ніж воно приєднається до інших зауважень.
receipt-state-open = Редакція ще не вирішила.
receipt-state-held = Редакція відклала це на потім.
receipt-state-accepted = Прийнято. Статтю незабаром змінять.
receipt-state-corrected = Статтю змінено.
receipt-state-declined = Редакція вирішила залишити статтю без змін.
receipt-state-merged = Це стосується іншого зауваження про ту саму помилку.
receipt-placement-edited = Статтю відредагували, і цей уривок тепер читається інакше. Ваше зауваження стоїть при зміненому уривку.
receipt-placement-gone = Цього уривка в статті вже немає. Редакція все одно бачить ваше зауваження.
receipt-placement-ambiguous = Ці слова стоять у статті в кількох місцях, і не можна сказати, яке з них ви позначили. Редакція все одно бачить ваше зауваження.
receipt-placement-already = У статті вже написано так, як запропоновано.
receipt-outcome-corrected = Виправлено
receipt-outcome-clarified = Уточнено
receipt-outcome-updated = Оновлено
receipt-outcome-not-an-error = Уривок правильний
receipt-outcome-wont-fix = Відомо, залишено як є
receipt-outcome-insufficient-information = Замало відомостей
receipt-outcome-already-corrected = Виправлено до вашого зауваження
receipt-outcome-out-of-scope = Не стосується тексту цього видання
receipt-outcome-junk = Не зауваження
receipt-reason = Відповідь редакції
receipt-notice = Опубліковане повідомлення
receipt-keep = Збережіть адресу цієї сторінки: це єдиний шлях назад до вашого зауваження, і більше ні в кого його немає.
receipt-withdraw = Відкликати і стерти
receipt-withdraw-hint = Ваші слова та адресу буде стерто назавжди. Зроблене виправлення залишиться.
receipt-withdrawn = Це зауваження відкликано
receipt-withdrawn-text = Ваші слова та адресу стерто.
receipt-unknown = За цією адресою немає зауваження
receipt-unknown-text = Перевірте, чи адреса повна.

## Сторінка виправлень

corrections-title = Виправлення
corrections-intro = Усе, що виправило видання { $site }, від найновішого.
corrections-search = Пошук серед виправлень
corrections-search-button = Шукати
corrections-none = Ще нічого не виправлено.
corrections-none-found = Немає виправлень за запитом «{ $q }».
corrections-feeds = Стежити за виправленнями:
corrections-next = Давніші виправлення
corrections-all = Усі виправлення
corrections-report = Повідомити про помилку

## The first page

home-intro = Читачі вказують на помилку, редактори перевіряють, і кожне виправлення публікується.
home-sites = Видання
home-desk = Для редакторів

## Pages of errors

error-not-found = Такої сторінки немає
error-not-found-text = Перевірте, чи адреса повна.
error-too-many = Забагато повідомлень одразу
error-too-many-text = Зачекайте хвилину, поверніться назад і надішліть повідомлення ще раз.
error-unavailable = Зараз це неможливо
error-unavailable-text = Поверніться назад і спробуйте ще раз за мить. Написане вами залишилося у формі.
error-internal = Щось пішло не так на нашому боці
error-internal-text = Помилку записано, її перевірять. Спробуйте, будь ласка, пізніше.

## Dates

date-day = { $day } { $month ->
     [1] січня
     [2] лютого
     [3] березня
     [4] квітня
     [5] травня
     [6] червня
     [7] липня
     [8] серпня
     [9] вересня
     [10] жовтня
     [11] листопада
    *[12] грудня
} { $year } р.
