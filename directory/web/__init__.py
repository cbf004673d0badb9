"""The pages: what a person sees. Words on the screen are Dutch; the pages for developers are English."""
