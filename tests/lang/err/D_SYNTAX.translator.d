struct o { int a; };
translator struct o < int > { a = 1; };
translator struct o < int i > { a = ; };
