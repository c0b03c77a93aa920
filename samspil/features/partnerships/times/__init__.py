"""When people can meet: asked, answered by a link, and chosen."""
