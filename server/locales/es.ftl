# Las palabras que ven los lectores, en español. Las mismas claves que en en.ftl.

## El widget

widget-title = Proponer una corrección
widget-should = Debe decir
widget-comment = Comentario
widget-comment-hint = ¿Por qué? Una fuente ayuda.
widget-comment-whole = ¿Qué está mal y dónde? Una fuente ayuda.
widget-source = Fuente
widget-source-hint = Opcional. La dirección de una página que lo muestre.
widget-kind = Tipo de error
widget-email = Correo electrónico
widget-email-hint = Opcional. Solo lo ve la redacción, por si tiene alguna pregunta.
widget-send = Enviar
widget-another = Avisar y marcar otro
widget-next = Seleccione el siguiente error y pulse { $keys }.
widget-cancel = Cancelar
widget-close = Cerrar
widget-keys = { $keys } envía
widget-whole = Escribe usted sobre todo el artículo. Para señalar un error, cierre esta ventana y seleccione antes las palabras.
widget-about = Sobre
widget-article = Todo el artículo
widget-headline = Titular
widget-picture = Imagen
widget-table = Tabla
widget-draft = Lo que empezó a escribir
widget-deletes = Propone usted suprimir este pasaje.
widget-shortened = Ha seleccionado más de lo que cabe en un aviso, así que se ha acortado.
widget-unchanged = Cambie el texto de arriba o haga aquí su pregunta.
widget-empty = Escriba lo que quiere decir a la redacción.
widget-email-wrong = Esto no parece una dirección de correo electrónico.
widget-too-long =
    .one = Sobra { $n } carácter.
    .other = Sobran { $n } caracteres.
widget-unreached = No enviado: no se pudo llegar al servidor. Todo lo que ha escrito sigue aquí. Inténtelo de nuevo.
widget-plain = Usar el formulario sencillo
widget-queued = Aún no se ha enviado. Su aviso está guardado en este navegador y se enviará en cuanto se pueda.
widget-reported = Ya se avisó de esto. Avisos que esperan a la redacción: { $n }
widget-corrected = Corregido desde que abrió esta página. Ahora dice: «{ $text }»
widget-refused = No enviado: { $why }
widget-received = Gracias. Hemos recibido su aviso.
widget-receipt = Seguir qué pasa con él
widget-receipt-hint = Guarde este enlace si quiere volver: nadie más lo tiene.
widget-review = Antes lo mirará la redacción.
widget-others =
    .one = { $n } lector más ha avisado de esto.
    .other = { $n } lectores más han avisado de esto.
widget-already = Esto ya se ha corregido. Recargue la página para ver el artículo como está ahora.
widget-moved = Parece que el artículo ha cambiado desde que lo abrió. La redacción buscará el pasaje.
widget-button = Avisar de un error
widget-prompt-keys = ¿Ha visto un error? Selecciónelo y pulse { $keys }, o
widget-prompt-touch = ¿Ha visto un error? Selecciónelo y toque el botón, o
widget-prompt-link = escríbanos
widget-notices = Correcciones
widget-missed = Corregido desde que lo leyó
widget-missed-close = Gracias, visto
widget-unsent-old = avisos que esperaron más de siete días en este navegador y se han borrado: { $n }

## Tipos de aviso

kind-typo = Ortografía o gramática
kind-fact = Error de hecho
kind-clarification = Confuso o engañoso
kind-attribution = Atribución errónea
kind-translation = Traducción
kind-link = Enlace roto
kind-other = Otra cosa

## Tipos de nota

notice-correction = Corrección
notice-clarification = Aclaración
notice-update = Actualización
notice-retraction = Retractación
notice-changed = Esta nota se modificó el { $date }.

## El formulario

form-title = Proponer una corrección
form-intro = Avise a { $site } de un error en un artículo. No necesita cuenta.
form-article = Artículo
form-url = Dirección del artículo
form-url-hint = Cópiela de la barra de direcciones de su navegador.
form-url-missing = Indique la dirección del artículo.
form-url-wrong = Esta no es la dirección de un artículo de { $site }.
form-passage = El pasaje
form-passage-hint = Las palabras erróneas, tal como están en el artículo. Déjelo vacío para escribir sobre todo el artículo.
form-should-read = Debe decir
form-should-read-hint = Cómo debe decir el pasaje. Déjelo como está para hacer una pregunta; vacíelo para proponer que se suprima.
form-should-read-hint-typed = Cómo debe decir el pasaje. Déjelo vacío para hacer una pregunta en el comentario.
form-comment = Comentario
form-comment-hint = ¿Por qué lo cree?
form-source = Fuente
form-source-hint = Opcional. Un enlace o dónde puede comprobarse.
form-kind = Tipo de error
form-email = Correo electrónico
form-email-hint = Opcional. Solo lo ve la redacción, por si tiene alguna pregunta.
form-send = Enviar
form-back = Volver al artículo
form-not-sent = Aún no enviado
form-trap = Deje este campo vacío.
form-errors = Aún no se ha enviado. Revise lo siguiente:
closed-old = Este artículo se publicó hace demasiado tiempo: { $site } ya no recibe avisos sobre él.
closed-full = { $site } ya ha recibido hoy suficientes avisos sobre este artículo. Vuelva mañana, por favor.
form-unchanged = Escriba cómo debe decir el pasaje o haga su pregunta en el comentario.
form-empty = Escriba lo que quiere decir a la redacción.
form-again = Ya ha enviado este formulario. Si quiere enviarlo otra vez como otro aviso, pulse el botón de nuevo.
form-email-wrong = Esto no parece una dirección de correo electrónico.
form-too-long = { $n ->
    [one] Sobra { $n } carácter.
   *[other] Sobran { $n } caracteres.
}

## El resguardo

receipt-title = Su aviso
receipt-thanks = Gracias. Hemos recibido su aviso.
receipt-date = Recibido el { $date }
receipt-article = Artículo
receipt-whole = Todo el artículo
receipt-passage = El pasaje
receipt-suggestion = Debe decir
receipt-deleted = El pasaje debería suprimirse.
receipt-comment = Su comentario
receipt-others = { $n ->
    [one] { $n } lector más ha avisado de esto.
   *[other] { $n } lectores más han avisado de esto.
}
receipt-status = Qué fue de él
receipt-state-pending = Estamos buscando el artículo.
receipt-state-review = En espera de revisión: un editor lo verá antes de que se una a los demás avisos.
receipt-state-open = La redacción aún no ha decidido.
receipt-state-held = La redacción lo ha dejado para más adelante.
receipt-state-accepted = Aceptado. El artículo se cambiará pronto.
receipt-state-corrected = El artículo se ha cambiado.
receipt-state-declined = La redacción ha decidido dejar el artículo como está.
receipt-state-merged = Pertenece a otro aviso del mismo error.
receipt-placement-edited = El artículo se ha editado y el pasaje dice ahora otra cosa. Su aviso está junto al pasaje editado.
receipt-placement-gone = El pasaje ya no está en el artículo. La redacción ve su aviso de todos modos.
receipt-placement-ambiguous = Esas palabras aparecen en varios lugares del artículo y no se puede saber cuál marcó usted. La redacción ve su aviso de todos modos.
receipt-placement-already = El artículo ya dice lo que se propuso.
receipt-outcome-corrected = Corregido
receipt-outcome-clarified = Aclarado
receipt-outcome-updated = Actualizado
receipt-outcome-not-an-error = El pasaje es correcto
receipt-outcome-wont-fix = Se conoce y se deja como está
receipt-outcome-insufficient-information = Falta información
receipt-outcome-already-corrected = Corregido antes de su aviso
receipt-outcome-out-of-scope = No atañe a los textos de esta publicación
receipt-outcome-junk = No es un aviso
receipt-reason = Respuesta de la redacción
receipt-notice = Nota publicada
receipt-keep = Guarde la dirección de esta página: es el único camino de vuelta a su aviso y nadie más la tiene.
receipt-withdraw = Retirar y borrar
receipt-withdraw-hint = Sus palabras y su correo se borrarán para siempre. Una corrección ya hecha se mantiene.
receipt-withdrawn = Este aviso se ha retirado
receipt-withdrawn-text = Sus palabras y su correo se han borrado.
receipt-unknown = Ningún aviso corresponde a esta dirección
receipt-unknown-text = Compruebe que la dirección está completa.

## La página de correcciones

corrections-title = Correcciones
corrections-intro = Todo lo que ha corregido { $site }, lo más reciente primero.
corrections-search = Buscar en las correcciones
corrections-search-button = Buscar
corrections-none = Aún no se ha corregido nada.
corrections-none-found = Ninguna corrección coincide con «{ $q }».
corrections-feeds = Seguir las correcciones:
corrections-next = Correcciones anteriores
corrections-all = Todas las correcciones
corrections-report = Avisar de un error

## La primera página

home-intro = Los lectores señalan un error, la redacción lo comprueba y cada corrección se publica.
home-sites = Publicaciones
home-desk = Para la redacción

## Páginas de error

error-not-found = Esta página no existe
error-not-found-text = Compruebe que la dirección está completa.
error-too-many = Demasiados avisos a la vez
error-too-many-text = Espere un minuto, vuelva atrás y envíe su aviso de nuevo.
error-unavailable = Ahora mismo no es posible
error-unavailable-text = Vuelva atrás e inténtelo de nuevo en un momento. Lo que ha escrito sigue en el formulario.
error-internal = Algo ha fallado por nuestra parte
error-internal-text = Ha quedado anotado y se revisará. Inténtelo de nuevo más tarde.

## Fechas

date-day = { $day } de { $month ->
     [1] enero
     [2] febrero
     [3] marzo
     [4] abril
     [5] mayo
     [6] junio
     [7] julio
     [8] agosto
     [9] septiembre
     [10] octubre
     [11] noviembre
    *[12] diciembre
} de { $year }
