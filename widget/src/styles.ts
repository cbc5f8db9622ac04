// The style sheet of the dialog and of the button, once for both.

export const styles = "style:dialog.css";
