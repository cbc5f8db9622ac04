# Les mots que voient les lecteurs, en français. Les mêmes clés que dans en.ftl.

## Le widget

widget-title = Proposer une correction
widget-should = Il faudrait lire
widget-comment = Commentaire
widget-comment-hint = Pourquoi ? Une source aide.
widget-comment-whole = Qu’est-ce qui est faux, et où ? Une source aide.
widget-source = Source
widget-source-hint = Facultatif. L’adresse d’une page qui le montre.
widget-kind = Type d’erreur
widget-email = E-mail
widget-email-hint = Facultatif. Seule la rédaction le voit, au cas où elle aurait une question à vous poser.
widget-send = Envoyer
widget-another = Signaler et en marquer une autre
widget-next = Sélectionnez l’erreur suivante et appuyez sur { $keys }.
widget-cancel = Annuler
widget-close = Fermer
widget-keys = { $keys } envoie
widget-whole = Vous écrivez au sujet de tout l’article. Pour montrer une erreur, fermez cette fenêtre et sélectionnez d’abord les mots.
widget-about = À propos de
widget-article = Tout l’article
widget-headline = Titre
widget-picture = Image
widget-table = Tableau
widget-draft = Ce que vous avez commencé
widget-deletes = Vous proposez de supprimer ce passage.
widget-shortened = Vous avez sélectionné plus que n’en contient un signalement ; il a été raccourci.
widget-unchanged = Modifiez le texte ci-dessus ou posez votre question ici.
widget-empty = Écrivez ce que vous voulez dire à la rédaction.
widget-email-wrong = Ceci ne ressemble pas à une adresse e-mail.
widget-too-long =
    .one = { $n } caractère de trop.
    .other = { $n } caractères de trop.
widget-unreached = Non envoyé : le serveur est injoignable. Tout ce que vous avez écrit est encore là. Veuillez réessayer.
widget-plain = Utiliser le formulaire simple
widget-queued = Pas encore envoyé. Votre signalement est gardé dans ce navigateur et partira dès que possible.
widget-reported = Déjà signalé. Signalements en attente de la rédaction : { $n }
widget-corrected = Corrigé depuis que vous avez ouvert cette page. On lit maintenant : « { $text } »
widget-refused = Non envoyé : { $why }
widget-received = Merci. Votre signalement est bien arrivé.
widget-receipt = Suivre ce qu’il devient
widget-receipt-hint = Gardez ce lien si vous voulez revenir : personne d’autre ne l’a.
widget-review = La rédaction le regardera d’abord.
widget-others =
    .one = { $n } autre lecteur l’a aussi signalé.
    .other = { $n } autres lecteurs l’ont aussi signalé.
widget-already = Ceci est déjà corrigé. Rechargez la page pour voir l’article tel qu’il est maintenant.
widget-moved = L’article semble avoir changé depuis que vous l’avez ouvert. La rédaction cherchera le passage.
widget-button = Signaler une erreur
widget-prompt-keys = Une erreur ? Sélectionnez-la et appuyez sur { $keys }, ou
widget-prompt-touch = Une erreur ? Sélectionnez-la et touchez le bouton, ou
widget-prompt-link = écrivez-nous
widget-notices = Corrections
widget-missed = Corrigé depuis votre lecture
widget-missed-close = Merci, c’est vu
widget-unsent-old = signalements qui ont attendu plus de sept jours dans ce navigateur et sont supprimés : { $n }

## Types de signalement

kind-typo = Orthographe ou grammaire
kind-fact = Erreur de fait
kind-clarification = Peu clair ou trompeur
kind-attribution = Mauvaise attribution
kind-translation = Traduction
kind-link = Lien mort
kind-other = Autre chose

## Types de note

notice-correction = Correction
notice-clarification = Précision
notice-update = Mise à jour
notice-retraction = Rétractation
notice-changed = Cette note a été modifiée le { $date }.

## Le formulaire

form-title = Proposer une correction
form-intro = Signalez à { $site } une erreur dans un article. Aucun compte n’est nécessaire.
form-article = Article
form-url = Adresse de l’article
form-url-hint = Copiez-la depuis la barre d’adresse de votre navigateur.
form-url-missing = Indiquez l’adresse de l’article.
form-url-wrong = Ce n’est pas l’adresse d’un article de { $site }.
form-passage = Le passage
form-passage-hint = Les mots erronés, exactement comme dans l’article. Laissez vide pour écrire au sujet de tout l’article.
form-should-read = Il faudrait lire
form-should-read-hint = Ce que le passage devrait dire. Laissez-le tel quel pour poser une question ; videz-le pour proposer de supprimer le passage.
form-should-read-hint-typed = Ce que le passage devrait dire. Laissez vide pour poser une question dans le commentaire.
form-comment = Commentaire
form-comment-hint = Pourquoi le pensez-vous ?
form-source = Source
form-source-hint = Facultatif. Un lien, ou l’endroit où cela peut se vérifier.
form-kind = Type d’erreur
form-email = E-mail
form-email-hint = Facultatif. Seule la rédaction le voit, au cas où elle aurait une question à vous poser.
form-send = Envoyer
form-back = Retour à l’article
form-not-sent = Pas encore envoyé
form-trap = Laissez ce champ vide.
form-errors = Pas encore envoyé. Veuillez revoir ceci :
closed-old = Cet article a été publié il y a trop longtemps : { $site } ne reçoit plus de signalements à son sujet.
closed-full = { $site } a reçu assez de signalements sur cet article pour aujourd’hui. Revenez demain, s’il vous plaît.
form-unchanged = Écrivez ce que le passage devrait dire, ou posez votre question dans le commentaire.
form-empty = Écrivez ce que vous voulez dire à la rédaction.
form-again = Vous avez déjà envoyé ce formulaire. Pour l’envoyer encore comme un autre signalement, appuyez de nouveau sur le bouton.
form-email-wrong = Ceci ne ressemble pas à une adresse e-mail.
form-too-long = { $n ->
    [one] { $n } caractère de trop.
   *[other] { $n } caractères de trop.
}

## Le reçu

receipt-title = Votre signalement
receipt-thanks = Merci. Votre signalement est bien arrivé.
receipt-date = Reçu le { $date }
receipt-article = Article
receipt-whole = Tout l’article
receipt-passage = Le passage
receipt-suggestion = Il faudrait lire
receipt-deleted = Le passage devrait être supprimé.
receipt-comment = Votre commentaire
receipt-others = { $n ->
    [one] { $n } autre lecteur l’a aussi signalé.
   *[other] { $n } autres lecteurs l’ont aussi signalé.
}
receipt-status = Ce qu’il est devenu
receipt-state-pending = Nous cherchons l’article.
receipt-state-review = En attente de vérification : un rédacteur l’examinera avant qu’il ne rejoigne les autres signalements.
receipt-state-open = La rédaction n’a pas encore tranché.
receipt-state-held = La rédaction l’a mis de côté.
receipt-state-accepted = Accepté. L’article sera bientôt modifié.
receipt-state-corrected = L’article a été modifié.
receipt-state-declined = La rédaction a décidé de laisser l’article tel quel.
receipt-state-merged = Ceci relève d’un autre signalement de la même erreur.
receipt-placement-edited = L’article a été modifié et le passage se lit autrement. Votre signalement est rattaché au passage modifié.
receipt-placement-gone = Le passage n’est plus dans l’article. La rédaction voit tout de même votre signalement.
receipt-placement-ambiguous = Ces mots figurent à plusieurs endroits de l’article et rien n’indique lequel vous avez marqué. La rédaction voit tout de même votre signalement.
receipt-placement-already = L’article se lit déjà comme proposé.
receipt-outcome-corrected = Corrigé
receipt-outcome-clarified = Précisé
receipt-outcome-updated = Mis à jour
receipt-outcome-not-an-error = Le passage est juste
receipt-outcome-wont-fix = Connu et laissé tel quel
receipt-outcome-insufficient-information = Trop peu d’éléments
receipt-outcome-already-corrected = Corrigé avant votre signalement
receipt-outcome-out-of-scope = Ne concerne pas les textes de cette publication
receipt-outcome-junk = N’est pas un signalement
receipt-reason = Réponse de la rédaction
receipt-notice = Note publiée
receipt-keep = Gardez l’adresse de cette page : c’est le seul chemin vers votre signalement, et personne d’autre ne l’a.
receipt-withdraw = Retirer et effacer
receipt-withdraw-hint = Vos mots et votre e-mail seront effacés pour de bon. Une correction déjà faite demeure.
receipt-withdrawn = Ce signalement a été retiré
receipt-withdrawn-text = Vos mots et votre e-mail ont été effacés.
receipt-unknown = Aucun signalement à cette adresse
receipt-unknown-text = Vérifiez que l’adresse est complète.

## La page des corrections

corrections-title = Corrections
corrections-intro = Tout ce que { $site } a corrigé, du plus récent au plus ancien.
corrections-search = Chercher dans les corrections
corrections-search-button = Chercher
corrections-none = Rien n’a encore été corrigé.
corrections-none-found = Aucune correction ne correspond à « { $q } ».
corrections-feeds = Suivre les corrections :
corrections-next = Corrections plus anciennes
corrections-all = Toutes les corrections
corrections-report = Signaler une erreur

## La première page

home-intro = Les lecteurs signalent une erreur, la rédaction la vérifie, et chaque correction est publiée.
home-sites = Publications
home-desk = Pour la rédaction

## Pages d’erreur

error-not-found = Cette page n’existe pas
error-not-found-text = Vérifiez que l’adresse est complète.
error-too-many = Trop de signalements à la fois
error-too-many-text = Attendez une minute, revenez en arrière et renvoyez votre signalement.
error-unavailable = Impossible pour le moment
error-unavailable-text = Revenez en arrière et réessayez dans un instant. Ce que vous avez écrit est encore dans le formulaire.
error-internal = Une erreur est survenue de notre côté
error-internal-text = Elle a été notée et sera examinée. Veuillez réessayer plus tard.

## Dates

date-day = { $day ->
     [1] 1er
    *[other] { $day }
} { $month ->
     [1] janvier
     [2] février
     [3] mars
     [4] avril
     [5] mai
     [6] juin
     [7] juillet
     [8] août
     [9] septembre
     [10] octobre
     [11] novembre
    *[12] décembre
} { $year }
