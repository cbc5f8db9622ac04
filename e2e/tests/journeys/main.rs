//! From a mistake that a reader sees to its published correction, in a real
//! browser, on the real program. Each file is a journey; `people` are who walks.
//! What a single page or route does on its own is tested where it is made.

mod accessible;
mod already_reported;
mod any_page;
mod arabic;
mod edited_meanwhile;
mod firefox;
mod form;
mod light;
mod looks;
mod loop_closed;
mod network;
mod options;
mod pages;
mod passages;
mod people;
mod published;
mod remembered;
mod rough_pages;
mod sandboxed;
mod selections;
mod text_rules;
mod touch;
mod without_scripts;
mod writing;
