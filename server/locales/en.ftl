# The words that readers see, in English. Another language is another file with the same keys: `words.rs` holds the
# tests to it. What begins with `widget-` is sent to the widget; there a word with plural forms is a message whose
# attributes are the forms. Places are written { $name }.

## The widget

widget-title = Suggest a correction
widget-should = Should read
widget-comment = Comment
widget-comment-hint = Why? A source helps.
widget-comment-whole = What is wrong, and where? A source helps.
widget-source = Source
widget-source-hint = Optional. The address of a page that shows it.
widget-kind = Kind
widget-email = Email
widget-email-hint = Optional. Only the editors see it, in case they have a question for you.
widget-send = Send
widget-another = Report and mark another
widget-next = Highlight the next mistake and press { $keys }.
widget-cancel = Cancel
widget-close = Close
widget-keys = { $keys } sends
widget-whole = You are writing about the whole article. To point at a mistake, close this and highlight the words first.
widget-about = About
widget-article = The whole article
widget-headline = Headline
widget-picture = Picture
widget-table = Table
widget-draft = What you began to write
widget-deletes = You propose to delete this passage.
widget-shortened = You marked more than fits into one report, so it was shortened.
widget-unchanged = Change the text above, or ask your question here.
widget-empty = Please say what you would like to tell the editors.
widget-email-wrong = This does not look like an email address.
widget-too-long =
    .one = { $n } character too many.
    .other = { $n } characters too many.
widget-unreached = Not sent: the server could not be reached. Everything you wrote is still here. Please try again.
widget-plain = Use the plain form
widget-queued = Not sent yet. Your report is kept in this browser and will be sent as soon as it can.
widget-reported = Already reported. Reports that wait for the editors: { $n }
widget-corrected = Corrected since you opened this page. It now reads: “{ $text }”
widget-refused = Not sent: { $why }
widget-received = Thank you. Your report was received.
widget-receipt = Follow what becomes of it
widget-receipt-hint = Keep this link if you want to come back: nobody else has it.
widget-review = An editor will look at it before it is counted.
widget-others =
    .one = { $n } other reader has reported this too.
    .other = { $n } other readers have reported this too.
widget-already = This was already corrected. Reload the page to see the article as it reads now.
widget-moved = The article seems to have changed since you opened it. The editors will look for the passage.
widget-button = Report a mistake
widget-prompt-keys = Found a mistake? Highlight it and press { $keys }, or
widget-prompt-touch = Found a mistake? Highlight it and touch the button, or
widget-prompt-link = write to us
widget-notices = Corrections
widget-missed = Corrected since you read it
widget-missed-close = Thanks, I have seen it
widget-unsent-old = reports that waited in this browser for more than seven days, and are dropped: { $n }

## Kinds of report

kind-typo = Spelling or grammar
kind-fact = Factual error
kind-clarification = Unclear or misleading
kind-attribution = Wrong attribution
kind-translation = Translation
kind-link = Broken link
kind-other = Something else

## Kinds of notice

notice-correction = Correction
notice-clarification = Clarification
notice-update = Update
notice-retraction = Retraction
notice-changed = This notice was changed on { $date }.

## The form

form-title = Suggest a correction
form-intro = Tell { $site } about a mistake in an article. You need no account.
form-article = Article
form-url = Address of the article
form-url-hint = Copy it from the address bar of your browser.
form-url-missing = Please give the address of the article.
form-url-wrong = This is not the address of an article of { $site }.
form-passage = The passage
form-passage-hint = The words that are wrong, exactly as they stand in the article. Leave it empty to write about the whole article.
form-should-read = Should read
form-should-read-hint = How the passage should read. Leave it as it is to ask a question; empty it to propose deleting the passage.
form-should-read-hint-typed = How the passage should read. Leave it empty to ask a question in the comment.
form-comment = Comment
form-comment-hint = Why do you think so?
form-source = Source
form-source-hint = Optional. A link, or where it can be looked up.
form-kind = Kind
form-email = Email
form-email-hint = Optional. Only the editors see it, in case they have a question for you.
form-send = Send
form-back = Back to the article
form-not-sent = Not sent yet
form-trap = Leave this field empty.
form-errors = Not sent yet. Please look at this again:
closed-old = This article was published too long ago: { $site } takes no reports about it any more.
closed-full = { $site } has received enough reports about this article for today. Please come back tomorrow.
form-unchanged = Say how the passage should read, or ask your question in the comment.
form-empty = Please say what you would like to tell the editors.
form-again = You have sent this form already. If you want to send it again as another report, press the button once more.
form-email-wrong = This does not look like an email address.
form-too-long = { $n ->
    [one] { $n } character too many.
   *[other] { $n } characters too many.
}

## The receipt

receipt-title = Your report
receipt-thanks = Thank you. Your report was received.
receipt-date = Received on { $date }
receipt-article = Article
receipt-whole = The whole article
receipt-passage = The passage
receipt-suggestion = Should read
receipt-deleted = The passage should be deleted.
receipt-comment = Your comment
receipt-others = { $n ->
    [one] { $n } other reader has reported this too.
   *[other] { $n } other readers have reported this too.
}
receipt-status = What became of it
receipt-state-pending = The article is being looked up.
receipt-state-review = Held for review: an editor looks at it before it joins the other reports.
receipt-state-open = The editors have not decided yet.
receipt-state-held = The editors are keeping this for later.
receipt-state-accepted = Accepted. The article will be changed soon.
receipt-state-corrected = The article was changed.
receipt-state-declined = The editors decided to leave the article as it is.
receipt-state-merged = This belongs to another report of the same mistake.
receipt-placement-edited = The article was edited, and the passage reads otherwise now. Your report stands at the edited passage.
receipt-placement-gone = The passage is no longer in the article. The editors see your report all the same.
receipt-placement-ambiguous = The words stand in several places of the article, and nothing tells which of them you marked. The editors see your report all the same.
receipt-placement-already = The article already reads as suggested.
receipt-outcome-corrected = Corrected
receipt-outcome-clarified = Made clearer
receipt-outcome-updated = Brought up to date
receipt-outcome-not-an-error = The passage is right as it stands
receipt-outcome-wont-fix = Known, and left as it is
receipt-outcome-insufficient-information = Not enough information to act on
receipt-outcome-already-corrected = Corrected before your report
receipt-outcome-out-of-scope = Not about this publication’s text
receipt-outcome-junk = Not a report
receipt-reason = The editors’ answer
receipt-notice = Published notice
receipt-keep = Keep the address of this page: it is the only way back to your report, and nobody else has it.
receipt-withdraw = Withdraw and erase
receipt-withdraw-hint = Your words and your email address are erased for good. A correction that was made stays.
receipt-withdrawn = This report was withdrawn
receipt-withdrawn-text = Your words and your email address were erased.
receipt-unknown = No report belongs to this address
receipt-unknown-text = Check that the address is complete.

## The corrections page

corrections-title = Corrections
corrections-intro = Everything that { $site } has corrected, newest first.
corrections-search = Search the corrections
corrections-search-button = Search
corrections-none = Nothing has been corrected yet.
corrections-none-found = No correction matches “{ $q }”.
corrections-feeds = Follow the corrections:
corrections-next = Older corrections
corrections-all = All corrections
corrections-report = Report a mistake

## The first page

home-intro = Readers point at a mistake, editors look into it, and every correction is published.
home-sites = Publications
home-desk = For editors

## Pages of errors

error-not-found = There is no such page
error-not-found-text = Check that the address is complete.
error-too-many = Too many reports at once
error-too-many-text = Please wait a minute, go back, and send your report again.
error-unavailable = We cannot do this just now
error-unavailable-text = Please go back and try again in a moment. What you wrote is still in the form.
error-internal = Something went wrong on our side
error-internal-text = It was noted and will be looked into. Please try again later.

## Dates

date-day = { $day } { $month ->
     [1] January
     [2] February
     [3] March
     [4] April
     [5] May
     [6] June
     [7] July
     [8] August
     [9] September
     [10] October
     [11] November
    *[12] December
} { $year }
