# 读者看到的中文文字。键与 en.ftl 相同。

## 小部件

widget-title = 建议更正
widget-should = 应改为
widget-comment = 说明
widget-comment-hint = 为什么？请尽量提供来源。
widget-comment-whole = 哪里有误？请尽量提供来源。
widget-source = 来源
widget-source-hint = 选填。能说明此事的网页地址。
widget-kind = 类型
widget-email = 电子邮箱
widget-email-hint = 选填。仅编辑可见，以便有疑问时与您联系。
widget-send = 发送
widget-another = 提交并标记下一处
widget-next = 请选中下一处错误并按 { $keys }。
widget-cancel = 取消
widget-close = 关闭
widget-keys = 按 { $keys } 发送
widget-whole = 您正在就整篇文章留言。如要指出某处错误，请关闭此窗口，先选中相关文字。
widget-about = 关于
widget-article = 整篇文章
widget-headline = 标题
widget-picture = 图片
widget-table = 表格
widget-draft = 您已开始写的内容
widget-deletes = 您建议删除这段文字。
widget-shortened = 选中的文字超出一份报告的上限，已截短。
widget-unchanged = 请修改上面的文字，或在此提出您的问题。
widget-empty = 请写下您想告诉编辑的内容。
widget-email-wrong = 这看起来不是电子邮箱地址。
widget-too-long =
    .other = 超出 { $n } 个字符。
widget-unreached = 未发送：无法连接服务器。您写的内容都还在，请重试。
widget-plain = 使用普通表单
widget-queued = 尚未发送。您的报告已保存在此浏览器中，一有机会就会发送。
widget-reported = 已有人报告此处。等待编辑处理的报告：{ $n }
widget-corrected = 在您打开本页之后已更正。现在的文字是：“{ $text }”
widget-refused = 未发送：{ $why }
widget-received = 谢谢。您的报告已收到。
widget-receipt = 查看处理进展
widget-receipt-hint = 如想以后再看，请保存此链接：只有您持有它。
widget-review = 编辑会先审阅它。
widget-others =
    .other = 另有 { $n } 位读者报告了同一处。
widget-already = 此处已经更正。重新加载页面即可看到文章现在的内容。
widget-moved = 文章在您打开之后似乎有改动。编辑会查找这段文字。
widget-button = 报告错误
widget-prompt-keys = 发现错误？选中文字并按 { $keys }，或
widget-prompt-touch = 发现错误？选中文字并点按按钮，或
widget-prompt-link = 写信给我们
widget-notices = 更正
widget-missed = 您读过之后的更正
widget-missed-close = 谢谢，我已看到
widget-unsent-old = 在此浏览器中等待超过七天、已被删除的报告：{ $n }

## 报告类型

kind-typo = 文字或语法
kind-fact = 事实错误
kind-clarification = 不清楚或易误解
kind-attribution = 出处有误
kind-translation = 翻译
kind-link = 链接失效
kind-other = 其他

## 启事类型

notice-correction = 更正
notice-clarification = 说明
notice-update = 更新
notice-retraction = 撤回
notice-changed = 本启事于 { $date } 修改。

## 表单

form-title = 建议更正
form-intro = 向{ $site }指出文章中的错误。无需注册账号。
form-article = 文章
form-url = 文章网址
form-url-hint = 请从浏览器地址栏复制。
form-url-missing = 请填写文章网址。
form-url-wrong = 这不是{ $site }的文章网址。
form-passage = 原文
form-passage-hint = 有误的文字，与文章中完全一致。如要就整篇文章留言，请留空。
form-should-read = 应改为
form-should-read-hint = 这段文字应当怎样写。保持不变即为提问；清空即为建议删除。
form-should-read-hint-typed = 这段文字应当怎样写。留空则在说明中提问。
form-comment = 说明
form-comment-hint = 您为什么这样认为？
form-source = 来源
form-source-hint = 选填。链接，或可供查证之处。
form-kind = 类型
form-email = 电子邮箱
form-email-hint = 选填。仅编辑可见，以便有疑问时与您联系。
form-send = 发送
form-back = 返回文章
form-not-sent = 尚未发送
form-trap = 请将此栏留空。
form-errors = 尚未发送，请再检查：
closed-old = 这篇文章发表已久，{ $site } 不再接收有关它的报告。
closed-full = { $site } 今天收到的有关这篇文章的报告已经足够，请明天再来。
form-unchanged = 请写出应当怎样改，或在说明中提出您的问题。
form-empty = 请写下您想告诉编辑的内容。
form-again = 您已经提交过这份表单。如果想作为另一条报告再次提交，请再按一次按钮。
form-email-wrong = 这看起来不是电子邮箱地址。
form-too-long = 超出 { $n } 个字符。

## 回执

receipt-title = 您的报告
receipt-thanks = 谢谢。您的报告已收到。
receipt-date = 收到时间：{ $date }
receipt-article = 文章
receipt-whole = 整篇文章
receipt-passage = 原文
receipt-suggestion = 应改为
receipt-deleted = 应删除这段文字。
receipt-comment = 您的说明
receipt-others = 另有 { $n } 位读者报告了同一处。
receipt-status = 处理结果
receipt-state-pending = 正在查找文章。
receipt-state-review = 等待审核：编辑查看后，它才会与其他报告一并处理。
receipt-state-open = 编辑尚未决定。
receipt-state-held = 编辑留待以后处理。
receipt-state-accepted = 已采纳，文章很快会修改。
receipt-state-corrected = 文章已修改。
receipt-state-declined = 编辑决定保持原文。
receipt-state-merged = 已并入同一错误的另一份报告。
receipt-placement-edited = 文章已被编辑，这段文字与原来不同。您的报告已对应到改动后的文字。
receipt-placement-gone = 文章中已没有这段文字，但编辑仍会看到您的报告。
receipt-placement-ambiguous = 这些文字在文章中出现多处，无法判断您标出的是哪一处，但编辑仍会看到您的报告。
receipt-placement-already = 文章现在的写法已与建议一致。
receipt-outcome-corrected = 已更正
receipt-outcome-clarified = 已说明清楚
receipt-outcome-updated = 已更新
receipt-outcome-not-an-error = 原文无误
receipt-outcome-wont-fix = 已知悉，保持原样
receipt-outcome-insufficient-information = 信息不足
receipt-outcome-already-corrected = 在您报告之前已更正
receipt-outcome-out-of-scope = 与本刊文字无关
receipt-outcome-junk = 不是报告
receipt-reason = 编辑答复
receipt-notice = 已刊登的启事
receipt-keep = 请保存本页网址：这是再次查看报告的唯一途径，只有您持有它。
receipt-withdraw = 撤回并删除
receipt-withdraw-hint = 您写的内容和电子邮箱将永久删除。已作出的更正会保留。
receipt-withdrawn = 此报告已撤回
receipt-withdrawn-text = 您写的内容和电子邮箱已删除。
receipt-unknown = 此网址没有对应的报告
receipt-unknown-text = 请检查网址是否完整。

## 更正页面

corrections-title = 更正
corrections-intro = { $site }的全部更正，最新的在前。
corrections-search = 搜索更正
corrections-search-button = 搜索
corrections-none = 尚无更正。
corrections-none-found = 没有与“{ $q }”相符的更正。
corrections-feeds = 订阅更正：
corrections-next = 更早的更正
corrections-all = 全部更正
corrections-report = 报告错误

## The first page

home-intro = 读者指出错误，编辑核实，每一处更正都公开发布。
home-sites = 刊物
home-desk = 编辑入口

## Pages of errors

error-not-found = 没有这个页面
error-not-found-text = 请检查地址是否完整。
error-too-many = 一次提交的报告太多
error-too-many-text = 请等一分钟，返回后再次提交您的报告。
error-unavailable = 现在无法完成
error-unavailable-text = 请返回，稍后再试。您写的内容仍在表单里。
error-internal = 我们这边出了问题
error-internal-text = 错误已记录，我们会查看。请稍后再试。

## Dates

date-day = { $year }年{ $month }月{ $day }日
