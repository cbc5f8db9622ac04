// The style sheet of the dialog, which the button and the line at the edge of the page begin with, too.

export const styles = "style:dialog.css";
