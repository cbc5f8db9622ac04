# Слова, которые видят читатели, по-русски. Ключи те же, что в en.ftl.

## Виджет

widget-title = Предложить исправление
widget-should = Должно быть
widget-comment = Комментарий
widget-comment-hint = Почему? Источник поможет.
widget-comment-whole = Что не так и где? Источник поможет.
widget-source = Источник
widget-source-hint = Необязательно. Адрес страницы, где это видно.
widget-kind = Вид ошибки
widget-email = Эл. почта
widget-email-hint = Необязательно. Адрес видит только редакция, на случай вопросов к вам.
widget-send = Отправить
widget-another = Сообщить и отметить ещё одну
widget-next = Выделите следующую ошибку и нажмите { $keys }.
widget-cancel = Отмена
widget-close = Закрыть
widget-keys = { $keys } — отправить
widget-whole = Вы пишете обо всей статье. Чтобы указать на ошибку, закройте это окно и сначала выделите слова.
widget-about = О чём
widget-article = Вся статья
widget-headline = Заголовок
widget-picture = Изображение
widget-table = Таблица
widget-draft = То, что вы начали писать
widget-deletes = Вы предлагаете удалить этот отрывок.
widget-shortened = Вы выделили больше, чем вмещает одно замечание, поэтому оно сокращено.
widget-unchanged = Измените текст выше или задайте здесь свой вопрос.
widget-empty = Напишите, что вы хотите сказать редакции.
widget-email-wrong = Это не похоже на адрес электронной почты.
widget-too-long =
    .one = Лишний { $n } знак.
    .few = Лишние { $n } знака.
    .many = Лишние { $n } знаков.
    .other = Лишние { $n } знака.
widget-unreached = Не отправлено: сервер не отвечает. Всё, что вы написали, осталось здесь. Попробуйте ещё раз.
widget-plain = Открыть простую форму
widget-queued = Ещё не отправлено. Замечание сохранено в этом браузере и будет отправлено при первой возможности.
widget-reported = Об этом уже сообщили. Замечаний, которые ждут редакцию: { $n }
widget-corrected = Исправлено после того, как вы открыли страницу. Теперь здесь: «{ $text }»
widget-refused = Не отправлено: { $why }
widget-received = Спасибо. Ваше замечание получено.
widget-receipt = Следить за ним
widget-receipt-hint = Сохраните эту ссылку, если хотите вернуться: больше ни у кого её нет.
widget-review = Сначала его посмотрит редактор.
widget-others =
    .one = Об этом сообщил ещё { $n } читатель.
    .few = Об этом сообщили ещё { $n } читателя.
    .many = Об этом сообщили ещё { $n } читателей.
    .other = Об этом сообщили ещё { $n } читателя.
widget-already = Это уже исправлено. Обновите страницу, чтобы увидеть статью такой, какая она теперь.
widget-moved = Похоже, статья изменилась с тех пор, как вы её открыли. Редакция поищет этот отрывок.
widget-button = Сообщить об ошибке
widget-prompt-keys = Заметили ошибку? Выделите её и нажмите { $keys } или
widget-prompt-touch = Заметили ошибку? Выделите её и коснитесь кнопки или
widget-prompt-link = напишите нам
widget-notices = Исправления
widget-missed = Исправлено с тех пор, как вы это читали
widget-missed-close = Спасибо, вижу
widget-unsent-old = замечания, которые ждали в этом браузере больше семи дней и удалены: { $n }

## Виды замечаний

kind-typo = Орфография или грамматика
kind-fact = Фактическая ошибка
kind-clarification = Неясно или двусмысленно
kind-attribution = Неверное авторство
kind-translation = Перевод
kind-link = Неработающая ссылка
kind-other = Другое

## Виды сообщений

notice-correction = Исправление
notice-clarification = Уточнение
notice-update = Обновление
notice-retraction = Отзыв
notice-changed = { $date } это сообщение изменено.

## Форма

form-title = Предложить исправление
form-intro = Сообщите изданию { $site } об ошибке в статье. Учётная запись не нужна.
form-article = Статья
form-url = Адрес статьи
form-url-hint = Скопируйте его из адресной строки браузера.
form-url-missing = Укажите, пожалуйста, адрес статьи.
form-url-wrong = Это не адрес статьи издания { $site }.
form-passage = Отрывок
form-passage-hint = Ошибочные слова точно так, как они стоят в статье. Оставьте пустым, чтобы написать обо всей статье.
form-should-read = Должно быть
form-should-read-hint = Как должен читаться отрывок. Оставьте без изменений, чтобы задать вопрос; очистите, чтобы предложить удалить отрывок.
form-should-read-hint-typed = Как должен читаться отрывок. Оставьте пустым, чтобы задать вопрос в комментарии.
form-comment = Комментарий
form-comment-hint = Почему вы так считаете?
form-source = Источник
form-source-hint = Необязательно. Ссылка или где это можно проверить.
form-kind = Вид ошибки
form-email = Эл. почта
form-email-hint = Необязательно. Адрес видит только редакция, на случай вопросов к вам.
form-send = Отправить
form-back = Назад к статье
form-not-sent = Ещё не отправлено
form-trap = Оставьте это поле пустым.
form-errors = Ещё не отправлено. Посмотрите, пожалуйста, ещё раз:
closed-old = Эта статья опубликована слишком давно: { $site } больше не принимает замечания о ней.
closed-full = { $site } уже получило сегодня достаточно замечаний об этой статье. Пожалуйста, возвращайтесь завтра.
form-unchanged = Напишите, как должен читаться отрывок, или задайте вопрос в комментарии.
form-empty = Напишите, пожалуйста, что вы хотите сказать редакции.
form-again = Вы уже отправили эту форму. Если хотите отправить её ещё раз как другое замечание, нажмите кнопку снова.
form-email-wrong = Это не похоже на адрес электронной почты.
form-too-long = { $n ->
    [one] Лишний { $n } знак.
    [few] Лишние { $n } знака.
    [many] Лишние { $n } знаков.
   *[other] Лишние { $n } знака.
}

## Квитанция

receipt-title = Ваше замечание
receipt-thanks = Спасибо. Ваше замечание получено.
receipt-date = Получено { $date }
receipt-article = Статья
receipt-whole = Вся статья
receipt-passage = Отрывок
receipt-suggestion = Должно быть
receipt-deleted = Отрывок следует удалить.
receipt-comment = Ваш комментарий
receipt-others = { $n ->
    [one] Об этом сообщил ещё { $n } читатель.
    [few] Об этом сообщили ещё { $n } читателя.
    [many] Об этом сообщили ещё { $n } читателей.
   *[other] Об этом сообщили ещё { $n } читателя.
}
receipt-status = Что с ним стало
receipt-state-pending = Ищем статью.
receipt-state-review = Отложено для проверки: редактор посмотрит его, прежде чем оно присоединится к остальным замечаниям.
receipt-state-open = Редакция ещё не решила.
receipt-state-held = Редакция отложила это на потом.
receipt-state-accepted = Принято. Статью скоро изменят.
receipt-state-corrected = Статья изменена.
receipt-state-declined = Редакция решила оставить статью без изменений.
receipt-state-merged = Это относится к другому замечанию о той же ошибке.
receipt-placement-edited = Статью отредактировали, и этот отрывок теперь читается иначе. Ваше замечание стоит при изменённом отрывке.
receipt-placement-gone = Этого отрывка в статье больше нет. Редакция всё равно видит ваше замечание.
receipt-placement-ambiguous = Эти слова стоят в нескольких местах статьи, и нельзя сказать, какое из них вы отметили. Редакция всё равно видит ваше замечание.
receipt-placement-already = В статье уже написано так, как предложено.
receipt-outcome-corrected = Исправлено
receipt-outcome-clarified = Уточнено
receipt-outcome-updated = Обновлено
receipt-outcome-not-an-error = Отрывок верен
receipt-outcome-wont-fix = Известно, оставлено как есть
receipt-outcome-insufficient-information = Недостаточно сведений
receipt-outcome-already-corrected = Исправлено до вашего замечания
receipt-outcome-out-of-scope = Не относится к тексту этого издания
receipt-outcome-junk = Не замечание
receipt-reason = Ответ редакции
receipt-notice = Опубликованное сообщение
receipt-keep = Сохраните адрес этой страницы: это единственный путь к вашему замечанию, и больше ни у кого его нет.
receipt-withdraw = Отозвать и стереть
receipt-withdraw-hint = Ваши слова и адрес будут стёрты навсегда. Сделанное исправление останется.
receipt-withdrawn = Это замечание отозвано
receipt-withdrawn-text = Ваши слова и адрес стёрты.
receipt-unknown = По этому адресу нет замечания
receipt-unknown-text = Проверьте, полон ли адрес.

## Страница исправлений

corrections-title = Исправления
corrections-intro = Всё, что исправило издание { $site }, начиная с самого нового.
corrections-search = Поиск по исправлениям
corrections-search-button = Найти
corrections-none = Пока ничего не исправлено.
corrections-none-found = По запросу «{ $q }» исправлений нет.
corrections-feeds = Следить за исправлениями:
corrections-next = Более ранние исправления
corrections-all = Все исправления
corrections-report = Сообщить об ошибке

## Первая страница

home-intro = Читатели указывают на ошибку, редакторы проверяют, и каждое исправление публикуется.
home-sites = Издания
home-desk = Для редакторов

## Страницы ошибок

error-not-found = Такой страницы нет
error-not-found-text = Проверьте, полон ли адрес.
error-too-many = Слишком много замечаний сразу
error-too-many-text = Подождите минуту, вернитесь назад и отправьте замечание ещё раз.
error-unavailable = Сейчас это невозможно
error-unavailable-text = Вернитесь назад и попробуйте ещё раз через минуту. Написанное вами осталось в форме.
error-internal = У нас что-то пошло не так
error-internal-text = Ошибка записана, её проверят. Попробуйте, пожалуйста, позже.

## Даты

date-day = { $day } { $month ->
     [1] января
     [2] февраля
     [3] марта
     [4] апреля
     [5] мая
     [6] июня
     [7] июля
     [8] августа
     [9] сентября
     [10] октября
     [11] ноября
    *[12] декабря
} { $year } г.
