struct s { struct nosuch m; struct s me; struct s *ok; };
BEGIN
{
	trace(1);
}
