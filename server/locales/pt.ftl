# As palavras que os leitores veem, em português. As mesmas chaves que em en.ftl.

## O widget

widget-title = Sugerir uma correção
widget-should = Leia-se
widget-comment = Comentário
widget-comment-hint = Porquê? Uma fonte ajuda.
widget-comment-whole = O que está errado, e onde? Uma fonte ajuda.
widget-source = Fonte
widget-source-hint = Opcional. O endereço de uma página que o mostre.
widget-kind = Tipo de erro
widget-email = E-mail
widget-email-hint = Opcional. Só a redação o vê, caso tenha alguma pergunta.
widget-send = Enviar
widget-another = Avisar e marcar outro
widget-next = Selecione o próximo erro e prima { $keys }.
widget-cancel = Cancelar
widget-close = Fechar
widget-keys = { $keys } envia
widget-whole = Este aviso é sobre o artigo inteiro. Para apontar um erro, feche esta janela e selecione primeiro as palavras.
widget-about = Sobre
widget-article = O artigo inteiro
widget-headline = Título
widget-picture = Imagem
widget-table = Tabela
widget-draft = O que começou a escrever
widget-deletes = Propõe retirar este trecho.
widget-shortened = Selecionou mais do que cabe num aviso, por isso foi encurtado.
widget-unchanged = Altere o texto acima ou faça aqui a sua pergunta.
widget-empty = Escreva o que quer dizer à redação.
widget-email-wrong = Isto não parece um endereço de e-mail.
widget-too-long =
    .one = { $n } caractere a mais.
    .other = { $n } caracteres a mais.
widget-unreached = Não enviado: não foi possível chegar ao servidor. Tudo o que escreveu continua aqui. Tente novamente.
widget-plain = Usar o formulário simples
widget-queued = Ainda não foi enviado. O seu aviso está guardado neste navegador e será enviado assim que possível.
widget-reported = Já há avisos sobre isto. À espera da redação: { $n }
widget-corrected = Corrigido desde que abriu esta página. Agora lê-se: “{ $text }”
widget-refused = Não enviado: { $why }
widget-received = Obrigado. Recebemos o seu aviso.
widget-receipt = Acompanhar o aviso
widget-receipt-hint = Guarde este link se quiser voltar: mais ninguém o tem.
widget-review = Primeiro a redação vai vê-lo.
widget-others =
    .one = { $n } outro leitor também avisou.
    .other = { $n } outros leitores também avisaram.
widget-already = Isto já foi corrigido. Recarregue a página para ver o artigo como está agora.
widget-moved = O artigo parece ter mudado desde que o abriu. A redação vai procurar o trecho.
widget-button = Avisar de um erro
widget-prompt-keys = Viu um erro? Selecione-o e prima { $keys }, ou
widget-prompt-touch = Viu um erro? Selecione-o e toque no botão, ou
widget-prompt-link = escreva-nos
widget-notices = Correções
widget-missed = Corrigido desde que o leu
widget-missed-close = Obrigado, já vi
widget-unsent-old = avisos que esperaram mais de sete dias neste navegador e foram apagados: { $n }

## Tipos de aviso

kind-typo = Ortografia ou gramática
kind-fact = Erro factual
kind-clarification = Confuso ou enganador
kind-attribution = Atribuição errada
kind-translation = Tradução
kind-link = Link quebrado
kind-other = Outra coisa

## Tipos de nota

notice-correction = Correção
notice-clarification = Esclarecimento
notice-update = Atualização
notice-retraction = Retratação
notice-changed = Esta nota foi alterada em { $date }.

## O formulário

form-title = Sugerir uma correção
form-intro = Avise { $site } de um erro num artigo. Não precisa de conta.
form-article = Artigo
form-url = Endereço do artigo
form-url-hint = Copie-o da barra de endereço do seu navegador.
form-url-missing = Indique o endereço do artigo.
form-url-wrong = Este não é o endereço de um artigo de { $site }.
form-passage = O trecho
form-passage-hint = As palavras erradas, exatamente como estão no artigo. Deixe vazio para escrever sobre o artigo inteiro.
form-should-read = Leia-se
form-should-read-hint = Como o trecho deve ficar. Deixe como está para fazer uma pergunta; esvazie para propor que seja retirado.
form-should-read-hint-typed = Como o trecho deve ficar. Deixe vazio para fazer uma pergunta no comentário.
form-comment = Comentário
form-comment-hint = Porque pensa assim?
form-source = Fonte
form-source-hint = Opcional. Um link, ou onde se pode verificar.
form-kind = Tipo de erro
form-email = E-mail
form-email-hint = Opcional. Só a redação o vê, caso tenha alguma pergunta.
form-send = Enviar
form-back = Voltar ao artigo
form-not-sent = Ainda não enviado
form-trap = Deixe este campo vazio.
form-errors = Ainda não foi enviado. Veja de novo:
closed-old = Este artigo foi publicado há demasiado tempo: { $site } já não recebe avisos sobre ele.
closed-full = { $site } já recebeu hoje avisos suficientes sobre este artigo. Por favor, volte amanhã.
form-unchanged = Escreva como o trecho deve ficar ou faça a sua pergunta no comentário.
form-empty = Escreva o que quer dizer à redação.
form-again = Este formulário já foi enviado. Se quiser enviá-lo outra vez como outro aviso, prima o botão de novo.
form-email-wrong = Isto não parece um endereço de e-mail.
form-too-long = { $n ->
    [one] { $n } caractere a mais.
   *[other] { $n } caracteres a mais.
}

## O recibo

receipt-title = O seu aviso
receipt-thanks = Obrigado. Recebemos o seu aviso.
receipt-date = Recebido em { $date }
receipt-article = Artigo
receipt-whole = O artigo inteiro
receipt-passage = O trecho
receipt-suggestion = Leia-se
receipt-deleted = O trecho deve ser retirado.
receipt-comment = O seu comentário
receipt-others = { $n ->
    [one] { $n } outro leitor também avisou.
   *[other] { $n } outros leitores também avisaram.
}
receipt-status = O que resultou dele
receipt-state-pending = Estamos à procura do artigo.
receipt-state-review = Em espera de revisão: um editor vai vê-lo antes de se juntar aos outros avisos.
receipt-state-open = A redação ainda não decidiu.
receipt-state-held = A redação deixou isto para mais tarde.
receipt-state-accepted = Aceite. O artigo será alterado em breve.
receipt-state-corrected = O artigo foi alterado.
receipt-state-declined = A redação decidiu deixar o artigo como está.
receipt-state-merged = Pertence a outro aviso do mesmo erro.
receipt-placement-edited = O artigo foi editado e o trecho agora diz outra coisa. O seu aviso está junto ao trecho editado.
receipt-placement-gone = O trecho já não está no artigo. A redação vê o seu aviso mesmo assim.
receipt-placement-ambiguous = Essas palavras aparecem em vários lugares do artigo e não se sabe qual deles foi marcado. A redação vê o seu aviso mesmo assim.
receipt-placement-already = O artigo já está como foi proposto.
receipt-outcome-corrected = Corrigido
receipt-outcome-clarified = Esclarecido
receipt-outcome-updated = Atualizado
receipt-outcome-not-an-error = O trecho está certo
receipt-outcome-wont-fix = Conhecido, fica como está
receipt-outcome-insufficient-information = Informação insuficiente
receipt-outcome-already-corrected = Corrigido antes do seu aviso
receipt-outcome-out-of-scope = Não diz respeito aos textos desta publicação
receipt-outcome-junk = Não é um aviso
receipt-reason = Resposta da redação
receipt-notice = Nota publicada
receipt-keep = Guarde o endereço desta página: é o único caminho de volta ao seu aviso, e mais ninguém o tem.
receipt-withdraw = Retirar e apagar
receipt-withdraw-hint = As suas palavras e o seu e-mail serão apagados para sempre. Uma correção já feita mantém-se.
receipt-withdrawn = Este aviso foi retirado
receipt-withdrawn-text = As suas palavras e o seu e-mail foram apagados.
receipt-unknown = Nenhum aviso corresponde a este endereço
receipt-unknown-text = Verifique se o endereço está completo.

## A página das correções

corrections-title = Correções
corrections-intro = Tudo o que { $site } corrigiu, do mais recente ao mais antigo.
corrections-search = Procurar nas correções
corrections-search-button = Procurar
corrections-none = Ainda nada foi corrigido.
corrections-none-found = Nenhuma correção corresponde a “{ $q }”.
corrections-feeds = Seguir as correções:
corrections-next = Correções mais antigas
corrections-all = Todas as correções
corrections-report = Avisar de um erro

## A primeira página

home-intro = Os leitores apontam um erro, a redação verifica, e cada correção é publicada.
home-sites = Publicações
home-desk = Para a redação

## Páginas de erro

error-not-found = Esta página não existe
error-not-found-text = Verifique se o endereço está completo.
error-too-many = Demasiados avisos de uma vez
error-too-many-text = Espere um minuto, volte atrás e envie o seu aviso novamente.
error-unavailable = Não é possível neste momento
error-unavailable-text = Volte atrás e tente de novo dentro de instantes. O que escreveu continua no formulário.
error-internal = Algo correu mal do nosso lado
error-internal-text = Ficou registado e será verificado. Tente novamente mais tarde.

## Datas

date-day = { $day } de { $month ->
     [1] janeiro
     [2] fevereiro
     [3] março
     [4] abril
     [5] maio
     [6] junho
     [7] julho
     [8] agosto
     [9] setembro
     [10] outubro
     [11] novembro
    *[12] dezembro
} de { $year }
