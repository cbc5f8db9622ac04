# Die Worte, die Leser sehen, auf Deutsch. Dieselben Schlüssel wie in en.ftl.

## Das Widget

widget-title = Korrektur vorschlagen
widget-should = Sollte lauten
widget-comment = Kommentar
widget-comment-hint = Warum? Eine Quelle hilft.
widget-comment-whole = Was stimmt nicht, und wo? Eine Quelle hilft.
widget-source = Quelle
widget-source-hint = Freiwillig. Die Adresse einer Seite, die es zeigt.
widget-kind = Art des Fehlers
widget-email = E-Mail
widget-email-hint = Freiwillig. Nur die Redaktion sieht sie, falls sie eine Rückfrage hat.
widget-send = Senden
widget-another = Melden und weiteren markieren
widget-next = Markieren Sie den nächsten Fehler und drücken Sie { $keys }.
widget-cancel = Abbrechen
widget-close = Schließen
widget-keys = { $keys } sendet
widget-whole = Sie schreiben über den ganzen Artikel. Um auf einen Fehler zu zeigen, schließen Sie dies und markieren Sie erst die Wörter.
widget-about = Worum es geht
widget-article = Der ganze Artikel
widget-headline = Überschrift
widget-picture = Bild
widget-table = Tabelle
widget-draft = Was Sie zu schreiben begannen
widget-deletes = Sie schlagen vor, diese Stelle zu streichen.
widget-shortened = Sie haben mehr markiert, als in einen Hinweis passt; es wurde gekürzt.
widget-unchanged = Ändern Sie den Text oben oder stellen Sie hier Ihre Frage.
widget-empty = Bitte schreiben Sie, was Sie der Redaktion sagen möchten.
widget-email-wrong = Das sieht nicht wie eine E-Mail-Adresse aus.
widget-too-long =
    .one = { $n } Zeichen zu viel.
    .other = { $n } Zeichen zu viel.
widget-unreached = Nicht gesendet: Der Server war nicht zu erreichen. Alles, was Sie geschrieben haben, steht noch hier. Bitte versuchen Sie es noch einmal.
widget-plain = Das einfache Formular öffnen
widget-queued = Noch nicht gesendet. Ihr Hinweis ist in diesem Browser gespeichert und wird gesendet, sobald es geht.
widget-reported = Schon gemeldet. Hinweise, die auf die Redaktion warten: { $n }
widget-corrected = Korrigiert, seit Sie diese Seite geöffnet haben. Jetzt steht hier: „{ $text }“
widget-refused = Nicht gesendet: { $why }
widget-received = Danke. Ihr Hinweis ist angekommen.
widget-receipt = Verfolgen, was daraus wird
widget-receipt-hint = Bewahren Sie diesen Link auf, wenn Sie wiederkommen möchten: Niemand sonst hat ihn.
widget-review = Zuerst sieht ihn jemand aus der Redaktion an.
widget-others =
    .one = Das hat auch { $n } anderer Leser gemeldet.
    .other = Das haben auch { $n } andere Leser gemeldet.
widget-already = Das wurde schon korrigiert. Laden Sie die Seite neu, um den Artikel zu sehen, wie er jetzt lautet.
widget-moved = Der Artikel scheint sich geändert zu haben, seit Sie ihn geöffnet haben. Die Redaktion wird die Stelle suchen.
widget-button = Fehler melden
widget-prompt-keys = Fehler gefunden? Markieren Sie ihn und drücken Sie { $keys }, oder
widget-prompt-touch = Fehler gefunden? Markieren Sie ihn und tippen Sie auf die Taste, oder
widget-prompt-link = schreiben Sie uns
widget-notices = Korrekturen
widget-missed = Korrigiert, seit Sie es gelesen haben
widget-missed-close = Danke, gesehen
widget-unsent-old = Hinweise, die in diesem Browser länger als sieben Tage gewartet haben und gelöscht sind: { $n }

## Arten von Hinweisen

kind-typo = Rechtschreibung oder Grammatik
kind-fact = Sachlicher Fehler
kind-clarification = Unklar oder irreführend
kind-attribution = Falsche Zuschreibung
kind-translation = Übersetzung
kind-link = Defekter Link
kind-other = Etwas anderes

## Arten von Mitteilungen

notice-correction = Korrektur
notice-clarification = Klarstellung
notice-update = Aktualisierung
notice-retraction = Rücknahme
notice-changed = Diese Mitteilung wurde am { $date } geändert.

## Das Formular

form-title = Korrektur vorschlagen
form-intro = Weisen Sie { $site } auf einen Fehler in einem Artikel hin. Sie brauchen kein Konto.
form-article = Artikel
form-url = Adresse des Artikels
form-url-hint = Kopieren Sie sie aus der Adresszeile Ihres Browsers.
form-url-missing = Bitte geben Sie die Adresse des Artikels an.
form-url-wrong = Das ist keine Adresse eines Artikels von { $site }.
form-passage = Die Stelle
form-passage-hint = Die falschen Wörter genau so, wie sie im Artikel stehen. Lassen Sie das Feld leer, um über den ganzen Artikel zu schreiben.
form-should-read = Sollte lauten
form-should-read-hint = Wie die Stelle lauten sollte. Lassen Sie sie, wie sie ist, um eine Frage zu stellen; leeren Sie das Feld, um die Streichung vorzuschlagen.
form-should-read-hint-typed = Wie die Stelle lauten sollte. Lassen Sie das Feld leer, um im Kommentar eine Frage zu stellen.
form-comment = Kommentar
form-comment-hint = Warum denken Sie das?
form-source = Quelle
form-source-hint = Freiwillig. Ein Link oder wo es nachzulesen ist.
form-kind = Art des Fehlers
form-email = E-Mail
form-email-hint = Freiwillig. Nur die Redaktion sieht sie, falls sie eine Rückfrage hat.
form-send = Senden
form-back = Zurück zum Artikel
form-not-sent = Noch nicht gesendet
form-trap = Lassen Sie dieses Feld leer.
form-errors = Noch nicht gesendet. Bitte sehen Sie noch einmal nach:
closed-old = Dieser Artikel ist vor zu langer Zeit erschienen: { $site } nimmt dazu keine Hinweise mehr an.
closed-full = { $site } hat heute genug Hinweise zu diesem Artikel erhalten. Bitte versuchen Sie es morgen wieder.
form-unchanged = Schreiben Sie, wie die Stelle lauten sollte, oder stellen Sie Ihre Frage im Kommentar.
form-empty = Bitte schreiben Sie, was Sie der Redaktion sagen möchten.
form-again = Sie haben dieses Formular schon gesendet. Wenn Sie es als weiteren Hinweis noch einmal senden möchten, drücken Sie die Taste erneut.
form-email-wrong = Das sieht nicht wie eine E-Mail-Adresse aus.
form-too-long = { $n ->
    [one] { $n } Zeichen zu viel.
   *[other] { $n } Zeichen zu viel.
}

## Die Quittung

receipt-title = Ihr Hinweis
receipt-thanks = Danke. Ihr Hinweis ist angekommen.
receipt-date = Eingegangen am { $date }
receipt-article = Artikel
receipt-whole = Der ganze Artikel
receipt-passage = Die Stelle
receipt-suggestion = Sollte lauten
receipt-deleted = Die Stelle sollte gestrichen werden.
receipt-comment = Ihr Kommentar
receipt-others = { $n ->
    [one] Das hat auch { $n } anderer Leser gemeldet.
   *[other] Das haben auch { $n } andere Leser gemeldet.
}
receipt-status = Was daraus wurde
receipt-state-pending = Der Artikel wird nachgeschlagen.
receipt-state-review = Zur Prüfung zurückgestellt: Eine Redakteurin oder ein Redakteur sieht sich das an, bevor es zu den anderen Hinweise kommt.
receipt-state-open = Die Redaktion hat noch nicht entschieden.
receipt-state-held = Die Redaktion hat dies zurückgestellt.
receipt-state-accepted = Angenommen. Der Artikel wird bald geändert.
receipt-state-corrected = Der Artikel wurde geändert.
receipt-state-declined = Die Redaktion lässt den Artikel, wie er ist.
receipt-state-merged = Dies gehört zu einem anderen Hinweis auf denselben Fehler.
receipt-placement-edited = Der Artikel wurde bearbeitet, und die Stelle lautet jetzt anders. Ihr Hinweis steht bei der geänderten Stelle.
receipt-placement-gone = Die Stelle steht nicht mehr im Artikel. Die Redaktion sieht Ihren Hinweis trotzdem.
receipt-placement-ambiguous = Die Worte stehen an mehreren Stellen des Artikels, und es ist nicht zu erkennen, welche Sie markiert haben. Die Redaktion sieht Ihren Hinweis trotzdem.
receipt-placement-already = Der Artikel lautet bereits wie vorgeschlagen.
receipt-outcome-corrected = Korrigiert
receipt-outcome-clarified = Klargestellt
receipt-outcome-updated = Aktualisiert
receipt-outcome-not-an-error = Die Stelle ist richtig, wie sie ist
receipt-outcome-wont-fix = Bekannt und so belassen
receipt-outcome-insufficient-information = Zu wenige Angaben
receipt-outcome-already-corrected = Vor Ihrem Hinweis korrigiert
receipt-outcome-out-of-scope = Betrifft nicht den Text dieser Publikation
receipt-outcome-junk = Kein Hinweis
receipt-reason = Antwort der Redaktion
receipt-notice = Veröffentlichte Mitteilung
receipt-keep = Bewahren Sie die Adresse dieser Seite auf: Sie ist der einzige Weg zurück zu Ihrem Hinweis, und niemand sonst hat sie.
receipt-withdraw = Zurückziehen und löschen
receipt-withdraw-hint = Ihre Worte und Ihre E-Mail-Adresse werden endgültig gelöscht. Eine erfolgte Korrektur bleibt.
receipt-withdrawn = Dieser Hinweis wurde zurückgezogen
receipt-withdrawn-text = Ihre Worte und Ihre E-Mail-Adresse wurden gelöscht.
receipt-unknown = Zu dieser Adresse gibt es keinen Hinweis
receipt-unknown-text = Prüfen Sie, ob die Adresse vollständig ist.

## Die Seite der Korrekturen

corrections-title = Korrekturen
corrections-intro = Alles, was { $site } korrigiert hat, das Neueste zuerst.
corrections-search = Korrekturen durchsuchen
corrections-search-button = Suchen
corrections-none = Noch wurde nichts korrigiert.
corrections-none-found = Keine Korrektur passt zu „{ $q }“.
corrections-feeds = Den Korrekturen folgen:
corrections-next = Ältere Korrekturen
corrections-all = Alle Korrekturen
corrections-report = Fehler melden

## Die erste Seite

home-intro = Leser weisen auf einen Fehler hin, die Redaktion prüft ihn, und jede Korrektur wird veröffentlicht.
home-sites = Publikationen
home-desk = Für die Redaktion

## Seiten von Fehlern

error-not-found = Diese Seite gibt es nicht
error-not-found-text = Prüfen Sie, ob die Adresse vollständig ist.
error-too-many = Zu viele Hinweise auf einmal
error-too-many-text = Bitte warten Sie eine Minute, gehen Sie zurück und senden Sie Ihren Hinweis noch einmal.
error-unavailable = Das geht gerade nicht
error-unavailable-text = Bitte gehen Sie zurück und versuchen Sie es gleich noch einmal. Was Sie geschrieben haben, steht noch im Formular.
error-internal = Bei uns ist etwas schiefgegangen
error-internal-text = Es wurde vermerkt und wird geprüft. Bitte versuchen Sie es später noch einmal.

## Daten

date-day = { $day }. { $month ->
     [1] Januar
     [2] Februar
     [3] März
     [4] April
     [5] Mai
     [6] Juni
     [7] Juli
     [8] August
     [9] September
     [10] Oktober
     [11] November
    *[12] Dezember
} { $year }
