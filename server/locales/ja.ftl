# 読者が目にする言葉、日本語。キーは en.ftl と同じです。

## ウィジェット

widget-title = 訂正を提案
widget-should = 修正案
widget-comment = コメント
widget-comment-hint = 理由をお書きください。出典があると助かります。
widget-comment-whole = どこに、どんな誤りがありますか。出典があると助かります。
widget-source = 出典
widget-source-hint = 任意。根拠となるページのアドレス。
widget-kind = 種類
widget-email = メールアドレス
widget-email-hint = 任意。お尋ねしたいことがある場合のために、編集者だけが見ます。
widget-send = 送信
widget-another = 送信して次を選ぶ
widget-next = 次の誤りを選択して { $keys } を押してください。
widget-cancel = キャンセル
widget-close = 閉じる
widget-keys = { $keys } で送信
widget-whole = 記事全体についてのご指摘になります。特定の箇所を示すには、この画面を閉じて、先に文字を選択してください。
widget-about = 対象
widget-article = 記事全体
widget-headline = 見出し
widget-picture = 画像
widget-table = 表
widget-draft = 書きかけの内容
widget-deletes = この箇所の削除を提案します。
widget-shortened = 選択範囲が一件の上限を超えたため、短くしました。
widget-unchanged = 上の文を直すか、ここに質問をお書きください。
widget-empty = 編集部に伝えたいことをお書きください。
widget-email-wrong = メールアドレスの形式ではないようです。
widget-too-long =
    .other = { $n } 文字超過しています。
widget-unreached = 送信できませんでした：サーバーに接続できません。入力内容はそのまま残っています。もう一度お試しください。
widget-plain = 通常のフォームを使う
widget-queued = まだ送信されていません。ご指摘はこのブラウザーに保存され、できるようになり次第送信されます。
widget-reported = すでに同じご指摘があります。編集部の対応待ち：{ $n }件
widget-corrected = このページを開いた後に訂正されました。現在の文：「{ $text }」
widget-refused = 送信できませんでした：{ $why }
widget-received = ありがとうございます。ご指摘を受け付けました。
widget-receipt = 対応状況を見る
widget-receipt-hint = 後でご覧になるには、このリンクを保存してください。お持ちなのはあなただけです。
widget-review = まず編集者が確認します。
widget-others =
    .other = ほかに { $n } 人の読者からも同じご指摘があります。
widget-already = この箇所はすでに訂正されています。ページを再読み込みすると現在の記事をご覧になれます。
widget-moved = 開いたあとで記事が変わったようです。該当箇所は編集部が探します。
widget-button = 誤りを知らせる
widget-prompt-keys = 誤りを見つけたら、その箇所を選択して { $keys } を押すか、
widget-prompt-touch = 誤りを見つけたら、その箇所を選択してボタンに触れるか、
widget-prompt-link = こちらからお知らせください
widget-notices = 訂正
widget-missed = お読みになった後の訂正
widget-missed-close = ありがとう、確認しました
widget-unsent-old = このブラウザーで7日を過ぎ、削除された未送信のご指摘：{ $n }件

## ご指摘の種類

kind-typo = 誤字・文法
kind-fact = 事実の誤り
kind-clarification = 不明確・誤解を招く
kind-attribution = 出典・発言者の誤り
kind-translation = 翻訳
kind-link = リンク切れ
kind-other = その他

## お知らせの種類

notice-correction = 訂正
notice-clarification = 補足
notice-update = 更新
notice-retraction = 撤回
notice-changed = このお知らせは{ $date }に変更されました。

## フォーム

form-title = 訂正を提案
form-intro = { $site }の記事の誤りをお知らせください。登録は不要です。
form-article = 記事
form-url = 記事のアドレス
form-url-hint = ブラウザーのアドレス欄からコピーしてください。
form-url-missing = 記事のアドレスをご記入ください。
form-url-wrong = { $site }の記事のアドレスではありません。
form-passage = 該当箇所
form-passage-hint = 誤りのある言葉を、記事にあるとおりに。記事全体についての場合は空欄にしてください。
form-should-read = 修正案
form-should-read-hint = 正しくはどう書くべきか。そのままにすると質問に、空にすると削除の提案になります。
form-should-read-hint-typed = 正しくはどう書くべきか。空のままにすると、コメントでの質問になります。
form-comment = コメント
form-comment-hint = そうお考えの理由をお書きください。
form-source = 出典
form-source-hint = 任意。リンク、または確認できる資料名。
form-kind = 種類
form-email = メールアドレス
form-email-hint = 任意。お尋ねしたいことがある場合のために、編集者だけが見ます。
form-send = 送信
form-back = 記事に戻る
form-not-sent = 未送信
form-trap = この欄は空のままにしてください。
form-errors = まだ送信されていません。次の点をご確認ください：
closed-old = この記事は公開からかなり時間がたっているため、{ $site } ではご指摘を受け付けていません。
closed-full = { $site } では、この記事について本日分のご指摘を十分に受け取りました。明日またお試しください。
form-unchanged = 修正案を書くか、コメントに質問をお書きください。
form-empty = 編集部に伝えたいことをお書きください。
form-again = このフォームはすでに送信されています。別のご指摘として再送するには、もう一度ボタンを押してください。
form-email-wrong = メールアドレスの形式ではないようです。
form-too-long = { $n } 文字超過しています。

## 受付票

receipt-title = あなたのご指摘
receipt-thanks = ありがとうございます。ご指摘を受け付けました。
receipt-date = 受付日：{ $date }
receipt-article = 記事
receipt-whole = 記事全体
receipt-passage = 該当箇所
receipt-suggestion = 修正案
receipt-deleted = この箇所を削除する。
receipt-comment = あなたのコメント
receipt-others = ほかに { $n } 人の読者からも同じご指摘があります。
receipt-status = 対応状況
receipt-state-pending = 記事を確認しています。
receipt-state-review = 確認待ちです。編集者が確認してから、ほかのご指摘とともに扱われます。
receipt-state-open = 編集部で検討中です。
receipt-state-held = 編集部が保留しています。
receipt-state-accepted = 採用されました。記事はまもなく修正されます。
receipt-state-corrected = 記事は修正されました。
receipt-state-declined = 編集部は記事をこのままにすると判断しました。
receipt-state-merged = 同じ誤りについての別のご指摘にまとめられました。
receipt-placement-edited = 記事が編集され、該当箇所の文章が変わりました。ご指摘は変更後の箇所に付いています。
receipt-placement-gone = 該当箇所は記事からなくなりました。ご指摘は編集部に届いています。
receipt-placement-ambiguous = 同じ文章が記事の複数の箇所にあり、どこを選択されたのか判別できません。ご指摘は編集部に届いています。
receipt-placement-already = 記事はすでにご提案どおりになっています。
receipt-outcome-corrected = 訂正しました
receipt-outcome-clarified = 分かりやすくしました
receipt-outcome-updated = 更新しました
receipt-outcome-not-an-error = 記述に誤りはありません
receipt-outcome-wont-fix = 把握していますが、このままとします
receipt-outcome-insufficient-information = 情報が足りません
receipt-outcome-already-corrected = ご指摘の前に訂正済みです
receipt-outcome-out-of-scope = 本紙の記事に関するものではありません
receipt-outcome-junk = ご指摘ではありません
receipt-reason = 編集部からの回答
receipt-notice = 掲載されたお知らせ
receipt-keep = このページのアドレスを保存してください。ご指摘に戻る唯一の方法で、お持ちなのはあなただけです。
receipt-withdraw = 取り下げて消去
receipt-withdraw-hint = お書きになった内容とメールアドレスは完全に消去されます。すでに行われた訂正は残ります。
receipt-withdrawn = このご指摘は取り下げられました
receipt-withdrawn-text = お書きになった内容とメールアドレスを消去しました。
receipt-unknown = このアドレスに該当するご指摘はありません
receipt-unknown-text = アドレスが途中で切れていないかご確認ください。

## 訂正のページ

corrections-title = 訂正
corrections-intro = { $site }が訂正したすべての記事を、新しい順に掲載しています。
corrections-search = 訂正を検索
corrections-search-button = 検索
corrections-none = 訂正はまだありません。
corrections-none-found = 「{ $q }」に該当する訂正はありません。
corrections-feeds = 訂正を購読：
corrections-next = これより前の訂正
corrections-all = すべての訂正
corrections-report = 誤りを知らせる

## 最初のページ

home-intro = 読者が誤りを知らせ、編集部が確かめ、すべての訂正を公表します。
home-sites = 発行物
home-desk = 編集部の方へ

## エラーのページ

error-not-found = このページはありません
error-not-found-text = アドレスが途中で切れていないかご確認ください。
error-too-many = 一度に多くのご指摘が送られました
error-too-many-text = 一分ほど待ってから前のページに戻り、もう一度送信してください。
error-unavailable = ただいま処理できません
error-unavailable-text = 前のページに戻り、少し待ってからもう一度お試しください。入力内容はフォームに残っています。
error-internal = こちらで問題が起きました
error-internal-text = 記録しましたので、確認いたします。しばらくしてからもう一度お試しください。

## 日付

date-day = { $year }年{ $month }月{ $day }日
