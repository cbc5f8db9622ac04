# Słowa, które widzą czytelnicy, po polsku. Klucze te same, co w en.ftl.

## Widżet

widget-title = Zaproponuj poprawkę
widget-should = Powinno być
widget-comment = Komentarz
widget-comment-hint = Dlaczego? Źródło pomoże.
widget-comment-whole = Co jest źle i gdzie? Źródło pomoże.
widget-source = Źródło
widget-source-hint = Nieobowiązkowo. Adres strony, która to pokazuje.
widget-kind = Rodzaj błędu
widget-email = E-mail
widget-email-hint = Nieobowiązkowo. Widzi go tylko redakcja, na wypadek pytań.
widget-send = Wyślij
widget-another = Zgłoś i zaznacz następny
widget-next = Zaznacz następny błąd i naciśnij { $keys }.
widget-cancel = Anuluj
widget-close = Zamknij
widget-keys = { $keys } wysyła
widget-whole = To zgłoszenie dotyczy całego artykułu. Aby wskazać błąd, zamknij to okno i najpierw zaznacz słowa.
widget-about = Czego dotyczy
widget-article = Cały artykuł
widget-headline = Nagłówek
widget-picture = Obraz
widget-table = Tabela
widget-draft = To, co zaczęto pisać
widget-deletes = Proponujesz usunięcie tego fragmentu.
widget-shortened = Zaznaczono więcej, niż mieści jedno zgłoszenie, więc je skrócono.
widget-unchanged = Zmień tekst powyżej albo zadaj tutaj pytanie.
widget-empty = Napisz, co chcesz przekazać redakcji.
widget-email-wrong = To nie wygląda na adres e-mail.
widget-too-long =
    .one = O { $n } znak za dużo.
    .few = O { $n } znaki za dużo.
    .many = O { $n } znaków za dużo.
    .other = O { $n } znaku za dużo.
widget-unreached = Nie wysłano: serwer nie odpowiada. Wszystko, co napisano, jest nadal tutaj. Spróbuj ponownie.
widget-plain = Użyj zwykłego formularza
widget-queued = Jeszcze nie wysłano. Zgłoszenie jest zapisane w tej przeglądarce i zostanie wysłane, gdy tylko będzie to możliwe.
widget-reported = To już zgłoszono. Zgłoszenia czekające na redakcję: { $n }
widget-corrected = Poprawiono po otwarciu tej strony. Teraz brzmi: „{ $text }”
widget-refused = Nie wysłano: { $why }
widget-received = Dziękujemy. Otrzymaliśmy Twoje zgłoszenie.
widget-receipt = Śledź jego losy
widget-receipt-hint = Zachowaj ten odnośnik, jeśli chcesz tu wrócić: nikt inny go nie ma.
widget-review = Najpierw obejrzy je redaktor.
widget-others =
    .one = Zgłosił to też { $n } inny czytelnik.
    .few = Zgłosili to też { $n } inni czytelnicy.
    .many = Zgłosiło to też { $n } innych czytelników.
    .other = Zgłosiło to też { $n } innego czytelnika.
widget-already = To już poprawiono. Odśwież stronę, aby zobaczyć obecną treść artykułu.
widget-moved = Artykuł chyba zmienił się od chwili otwarcia. Redakcja poszuka tego fragmentu.
widget-button = Zgłoś błąd
widget-prompt-keys = Widzisz błąd? Zaznacz go i naciśnij { $keys } albo
widget-prompt-touch = Widzisz błąd? Zaznacz go i dotknij przycisku albo
widget-prompt-link = napisz do nas
widget-notices = Sprostowania
widget-missed = Poprawiono od czasu lektury
widget-missed-close = Dziękuję, widzę
widget-unsent-old = zgłoszenia, które czekały w tej przeglądarce ponad siedem dni i zostały usunięte: { $n }

## Rodzaje zgłoszeń

kind-typo = Pisownia lub gramatyka
kind-fact = Błąd rzeczowy
kind-clarification = Niejasne lub mylące
kind-attribution = Błędne autorstwo
kind-translation = Tłumaczenie
kind-link = Niedziałający odnośnik
kind-other = Coś innego

## Rodzaje informacji o zmianie

notice-correction = Sprostowanie
notice-clarification = Wyjaśnienie
notice-update = Aktualizacja
notice-retraction = Wycofanie
notice-changed = Tę informację zmieniono { $date }.

## Formularz

form-title = Zaproponuj poprawkę
form-intro = Zgłoś redakcji { $site } błąd w artykule. Konto nie jest potrzebne.
form-article = Artykuł
form-url = Adres artykułu
form-url-hint = Skopiuj go z paska adresu przeglądarki.
form-url-missing = Podaj adres artykułu.
form-url-wrong = To nie jest adres artykułu { $site }.
form-passage = Fragment
form-passage-hint = Błędne słowa dokładnie tak, jak stoją w artykule. Zostaw puste, aby napisać o całym artykule.
form-should-read = Powinno być
form-should-read-hint = Jak powinien brzmieć fragment. Zostaw bez zmian, aby zadać pytanie; wyczyść, aby zaproponować usunięcie fragmentu.
form-should-read-hint-typed = Jak powinien brzmieć fragment. Zostaw puste, aby zadać pytanie w komentarzu.
form-comment = Komentarz
form-comment-hint = Skąd to przekonanie?
form-source = Źródło
form-source-hint = Nieobowiązkowo. Odnośnik albo miejsce, w którym można to sprawdzić.
form-kind = Rodzaj błędu
form-email = E-mail
form-email-hint = Nieobowiązkowo. Widzi go tylko redakcja, na wypadek pytań.
form-send = Wyślij
form-back = Wróć do artykułu
form-not-sent = Jeszcze nie wysłano
form-trap = Pozostaw to pole puste.
form-errors = Jeszcze nie wysłano. Sprawdź:
closed-old = Ten artykuł ukazał się zbyt dawno: { $site } nie przyjmuje już zgłoszeń na jego temat.
closed-full = { $site } otrzymało dziś wystarczająco dużo zgłoszeń na temat tego artykułu. Prosimy wrócić jutro.
form-unchanged = Napisz, jak powinien brzmieć fragment, albo zadaj pytanie w komentarzu.
form-empty = Napisz, co chcesz przekazać redakcji.
form-again = Ten formularz już wysłano. Aby wysłać go jeszcze raz jako inne zgłoszenie, naciśnij przycisk ponownie.
form-email-wrong = To nie wygląda na adres e-mail.
form-too-long = { $n ->
    [one] O { $n } znak za dużo.
    [few] O { $n } znaki za dużo.
    [many] O { $n } znaków za dużo.
   *[other] O { $n } znaku za dużo.
}

## Potwierdzenie

receipt-title = Twoje zgłoszenie
receipt-thanks = Dziękujemy. Otrzymaliśmy Twoje zgłoszenie.
receipt-date = Otrzymano { $date }
receipt-article = Artykuł
receipt-whole = Cały artykuł
receipt-passage = Fragment
receipt-suggestion = Powinno być
receipt-deleted = Fragment należy usunąć.
receipt-comment = Twój komentarz
receipt-others = { $n ->
    [one] Zgłosił to też { $n } inny czytelnik.
    [few] Zgłosili to też { $n } inni czytelnicy.
    [many] Zgłosiło to też { $n } innych czytelników.
   *[other] Zgłosiło to też { $n } innego czytelnika.
}
receipt-status = Co się z nim dzieje
receipt-state-pending = Szukamy artykułu.
receipt-state-review = Czeka na sprawdzenie: redaktor obejrzy je, zanim dołączy do innych zgłoszeń.
receipt-state-open = Redakcja jeszcze nie zdecydowała.
receipt-state-held = Redakcja odłożyła to na później.
receipt-state-accepted = Przyjęto. Artykuł wkrótce zostanie zmieniony.
receipt-state-corrected = Artykuł zmieniono.
receipt-state-declined = Redakcja postanowiła nie zmieniać artykułu.
receipt-state-merged = Należy to do innego zgłoszenia tego samego błędu.
receipt-placement-edited = Artykuł zmieniono i ten fragment brzmi teraz inaczej. Twoje zgłoszenie jest przy zmienionym fragmencie.
receipt-placement-gone = Tego fragmentu nie ma już w artykule. Redakcja i tak widzi Twoje zgłoszenie.
receipt-placement-ambiguous = Te słowa stoją w kilku miejscach artykułu i nie wiadomo, które zaznaczono. Redakcja i tak widzi Twoje zgłoszenie.
receipt-placement-already = Artykuł brzmi już tak, jak zaproponowano.
receipt-outcome-corrected = Poprawiono
receipt-outcome-clarified = Wyjaśniono
receipt-outcome-updated = Zaktualizowano
receipt-outcome-not-an-error = Fragment jest poprawny
receipt-outcome-wont-fix = Wiemy o tym, pozostaje bez zmian
receipt-outcome-insufficient-information = Za mało informacji
receipt-outcome-already-corrected = Poprawiono przed Twoim zgłoszeniem
receipt-outcome-out-of-scope = Nie dotyczy tekstu tego wydawnictwa
receipt-outcome-junk = To nie jest zgłoszenie
receipt-reason = Odpowiedź redakcji
receipt-notice = Opublikowana informacja
receipt-keep = Zachowaj adres tej strony: to jedyna droga do Twojego zgłoszenia i nikt inny go nie ma.
receipt-withdraw = Wycofaj i usuń
receipt-withdraw-hint = Twoje słowa i adres e-mail zostaną usunięte na zawsze. Dokonana poprawka pozostanie.
receipt-withdrawn = To zgłoszenie wycofano
receipt-withdrawn-text = Twoje słowa i adres e-mail usunięto.
receipt-unknown = Pod tym adresem nie ma zgłoszenia
receipt-unknown-text = Sprawdź, czy adres jest pełny.

## Strona sprostowań

corrections-title = Sprostowania
corrections-intro = Wszystko, co poprawiła redakcja { $site }, od najnowszych.
corrections-search = Szukaj w sprostowaniach
corrections-search-button = Szukaj
corrections-none = Niczego jeszcze nie poprawiono.
corrections-none-found = Żadne sprostowanie nie pasuje do „{ $q }”.
corrections-feeds = Śledź sprostowania:
corrections-next = Starsze sprostowania
corrections-all = Wszystkie sprostowania
corrections-report = Zgłoś błąd

## Pierwsza strona

home-intro = Czytelnicy wskazują błąd, redakcja go sprawdza, a każda poprawka jest publikowana.
home-sites = Wydawnictwa
home-desk = Dla redakcji

## Strony błędów

error-not-found = Nie ma takiej strony
error-not-found-text = Sprawdź, czy adres jest pełny.
error-too-many = Zbyt wiele zgłoszeń naraz
error-too-many-text = Odczekaj minutę, wróć i wyślij zgłoszenie jeszcze raz.
error-unavailable = Teraz nie możemy tego zrobić
error-unavailable-text = Wróć i spróbuj ponownie za chwilę. To, co napisano, jest nadal w formularzu.
error-internal = Coś poszło nie tak po naszej stronie
error-internal-text = Błąd odnotowano i zostanie sprawdzony. Spróbuj ponownie później.

## Daty

date-day = { $day } { $month ->
     [1] stycznia
     [2] lutego
     [3] marca
     [4] kwietnia
     [5] maja
     [6] czerwca
     [7] lipca
     [8] sierpnia
     [9] września
     [10] października
     [11] listopada
    *[12] grudnia
} { $year }
